import { run } from '../harness/run.ts';
import { resolveSettings } from '../options.ts';
import { renderReport } from '../report/terminal.ts';
import type { Command } from './command.ts';
import { parse } from './parse.ts';
import { select } from './select.ts';
import { runSession } from './session.ts';
import { MEASURING_HELP, SESSION_OPTIONS } from './session-options.ts';

const HELP = `Runs the catalogue: each leak beside its cures, in Rust (compiled to WASM) and
in TypeScript, in worker threads, and tells of each whether it leaks. Ends as
soon as all verdicts are certain.

Usage: leaklab run [scenario…] [options]

Which:
      --implementation <name>   wasm or ts alone
      --variant <name>          one variant alone: leaky, fixed, …

How:
${MEASURING_HELP}
      --until-oom           run what leaks into its limit, to show it

Output:
  -o, --output <dir>        recordings and charts (default: a new folder in
                            leaklab-results)
  -f, --force               replace recordings that are there already
      --json                print the report as JSON
      --theme <theme>       of the PNGs: light (default) or dark; SVGs follow
                            the reader's
      --no-charts           draw none
      --no-progress         print nothing while it runs
  -h, --help                this text

Examples:
  leaklab run
  leaklab run cycle forget --implementation wasm --variant leaky
  leaklab run leaky-cache --until-oom --limit 64MiB --output out

Exit codes: 0 all verdicts as labelled, 1 one differs, 2 wrong usage or an
output that can't be written, 3 inconclusive, 4 a subject failed, 130
interrupted.
`;

export const runCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const { values, positionals } = await parse('run', args, {
      ...SESSION_OPTIONS,
      implementation: { type: 'string' },
      variant: { type: 'string' },
      'until-oom': { type: 'boolean' },
      'no-charts': { type: 'boolean' },
    });
    const targets = select(positionals, values);
    const settings = resolveSettings(values);
    return runSession({
      targets,
      run: (session) => run({ ...session, targets, settings }),
      before: null,
      values,
      charts: values['no-charts'] === true ? null : { overview: true },
      version,
      rightIs: 'as labelled',
      render: renderReport,
    });
  },
};

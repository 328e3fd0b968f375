import { run } from '../harness/run.ts';
import { renderExplained } from '../report/explained.ts';
import { renderReport } from '../report/terminal.ts';
import { readRequest } from './check-request.ts';
import { checkTargets } from './check-subject.ts';
import type { Command } from './command.ts';
import { joinNodeOptions } from './launch-options.ts';
import { parse } from './parse.ts';
import { runSession } from './session.ts';
import { MEASURING_HELP, SESSION_OPTIONS } from './session-options.ts';

const HELP = `Tells of each file whether it leaks, how many bytes an operation, and in which
memory. A file is a module that exports a function, by default or as
\`operation\`, or a .wasm. It is called over and over in a worker thread of a
process of its own, until the verdict is certain.

Usage: leaklab check <file…> [options]

Files may be patterns, such as 'src/**/*.mjs'. TypeScript runs as it stands.
Without files, subjects and options come from leaklab.config.json in this
folder; what is given here comes first.

What is called:
      --export <name>       another export as the operation
      --input <json>        its first argument; each "$i" in it becomes the
                            operation's index
      --call <call>         of a .wasm: the export and its arguments, such as
                            'step($i, 10)'; $in is the index for a parameter of
                            64 bits
      --env <KEY=VALUE>     a variable in its environment; may be repeated
      --node-option <flag>  a flag for its node; may be repeated. V8's
                            optimizing compilers are off, for their code moves
                            the floors: --opt turns them on

How:
${MEASURING_HELP}
      --iterations <n>      the most operations that a worker does (default: as
                            time allows)
      --config <file>       another leaklab.config.json
      --allow <file>        leaks that are meant: lines of "leak:pattern  # why"

Output:
  -o, --output <dir>        recordings and charts (default: a new folder in
                            leaklab-results)
  -f, --force               replace recordings that are there already
      --json                print the report as JSON
      --explain             tell of each verdict how it came about
      --charts              draw them, too
      --theme <theme>       of the PNGs: light (default) or dark; SVGs follow
                            the reader's
      --no-progress         print nothing while it runs
  -h, --help                this text

Examples:
  leaklab check cache.mjs
  leaklab check worker.cjs --input '{"id": "$i"}' --threads 4
  leaklab check 'src/**/*.mjs' --export handle --detect 16 --json
  leaklab check parser.wasm --call 'parse($i)'

Exit codes: 0 all clean, 1 a leak, 2 wrong usage or unreadable input, 3
inconclusive, 4 a subject failed, 130 interrupted.
`;

export const checkCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const { values, positionals } = await parse('check', joinNodeOptions(args), {
      ...SESSION_OPTIONS,
      iterations: { type: 'string' },
      export: { type: 'string' },
      input: { type: 'string' },
      call: { type: 'string' },
      env: { type: 'string', multiple: true },
      'node-option': { type: 'string', multiple: true },
      config: { type: 'string' },
      allow: { type: 'string' },
      charts: { type: 'boolean' },
      explain: { type: 'boolean' },
    });
    const { subjects, options, settings } = await readRequest(positionals, values);
    const targets = await checkTargets(subjects);
    return runSession({
      targets,
      run: (session) => run({ ...session, targets, settings }),
      before: null,
      values: options,
      charts: options.charts === true ? { overview: false } : null,
      version,
      rightIs: 'clean',
      render: values.explain === true ? renderExplained : renderReport,
    });
  },
};

import { LeaklabError } from '../errors.ts';
import { runLoad } from '../load/run-load.ts';
import { DEFAULTS, resolveSettings } from '../options.ts';
import { renderExplained } from '../report/explained.ts';
import * as format from '../report/format.ts';
import { renderReport } from '../report/terminal.ts';
import type { Command } from './command.ts';
import { LOAD_DEFAULTS, LOAD_OPTIONS, serverTarget } from './load-options.ts';
import { parse } from './parse.ts';
import { runSession } from './session.ts';
import { SESSION_OPTIONS } from './session-options.ts';

const HELP = `Starts a server, sends it requests round after round, lets it come to rest after
each, and tells whether it leaks, how many bytes a request, and in which memory.

Usage: leaklab load [options] -- <command that starts the server>

The server is started as it is, with an agent preloaded into each of its
threads: it finds the port, reads the memories, and collects garbage between the
rounds. The requests come from a process of its own.

What is sent:
      --on-port <path>      to the port on which the server listens (default /)
  -m, --method <method>     (default ${LOAD_DEFAULTS.method})
  -H, --headers <header>    such as 'accept: text/html'; may be repeated
  -b, --body <text>

How:
  -c, --connections <n>     at once (default ${LOAD_DEFAULTS.connections})
  -p, --pipelining <n>      requests at once on a connection (default ${LOAD_DEFAULTS.pipelining})
  -R, --rate <n>            requests a second at most (default: as the server
                            answers)
      --warm-up <time>      of load before anything is measured (default ${format.duration(LOAD_DEFAULTS.warmUpMs)})
      --budget <time>       longest time, from the warm-up on (default ${format.duration(DEFAULTS.budgetMs)}); it
                            ends as soon as the verdict is certain
  -d, --duration <time>     the same, and it does not end before
  -a, --requests <n>        so many in all after the warm-up
      --timeout <time>      in which it must listen, or answer (default ${format.duration(DEFAULTS.timeoutMs)})
      --detect <bytes>      smallest leak that matters, in bytes a request
                            (default ${DEFAULTS.detectBytesPerOperation})
      --confidence <share>  of the intervals (default ${DEFAULTS.confidence})
      --seed <n>            of the lengths of rounds (default ${DEFAULTS.seed})
      --opt                 leave V8's optimizing compilers on: the server is
                            faster, and its floors less quiet
      --allow <file>        leaks that are meant: lines of "leak:pattern  # why"

Output:
  -o, --output <dir>        recording and charts (default: a new folder in
                            leaklab-results)
  -f, --force               replace a recording that is there already
      --json                print the report as JSON
      --explain             tell how the verdict came about
      --charts              draw them, too
      --theme <theme>       of the PNGs: light (default) or dark; SVGs follow
                            the reader's
      --no-progress         print nothing while it runs
  -h, --help                this text

Examples:
  leaklab load --on-port / -- node server.js
  leaklab load --on-port /items -m POST -H 'content-type: application/json' \\
    -b '{"name": "a"}' -- node server.js
  leaklab load --duration 1m --connections 50 --rate 500 -- npm start

Exit codes: 0 clean, 1 a leak, 2 wrong usage or unreadable input, 3
inconclusive, 4 the server failed, 130 interrupted.
`;

const { threads: _, jobs: __, limit: ___, ...SESSION } = SESSION_OPTIONS;

export const loadCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const end = args.indexOf('--');
    const own = end === -1 ? args : args.slice(0, end);
    const { values, positionals } = await parse('load', own, {
      ...SESSION,
      ...LOAD_OPTIONS,
      allow: { type: 'string' },
      charts: { type: 'boolean' },
      explain: { type: 'boolean' },
    });
    if (positionals.length > 0) {
      throw new LeaklabError(
        'usage',
        `leaklab load does not know what ${JSON.stringify(positionals[0])} means: the command that starts the server comes behind "--".`,
      );
    }
    const target = serverTarget(end === -1 ? [] : args.slice(end + 1), values);
    const { budget = values.duration, ...texts } = values;
    const settings = {
      ...resolveSettings(budget === undefined ? texts : { ...texts, budget }),
      commonOperations: true,
    };
    return runSession({
      targets: [target],
      run: (session) => runLoad({ ...session, target, settings }),
      values,
      charts: values.charts === true ? { overview: false } : null,
      version,
      rightIs: 'clean',
      render: values.explain === true ? renderExplained : renderReport,
    });
  },
};

import { LeaklabError } from '../errors.ts';
import { refuseForeign } from '../load/loopback.ts';
import { ENOUGH_REQUESTS } from '../load/rounds.ts';
import { runLoad } from '../load/run-load.ts';
import { DEFAULTS, resolveSettings } from '../options.ts';
import { renderExplained } from '../report/explained.ts';
import * as format from '../report/format.ts';
import { resultOf } from '../report/result-of.ts';
import { renderReport } from '../report/terminal.ts';
import type { Command } from './command.ts';
import { findingAt } from './finding.ts';
import {
  LOAD_DEFAULTS,
  LOAD_OPTIONS,
  loadRequest,
  runningTarget,
  scenarioTarget,
  serverTarget,
  urlOf,
} from './load-options.ts';
import { parse } from './parse.ts';
import { select } from './select.ts';
import { runSession } from './session.ts';
import { SESSION_OPTIONS } from './session-options.ts';

const HELP = `Starts a server, sends it requests round after round, lets it come to rest after
each, and tells whether it leaks, how many bytes a request, and in which memory.

Usage: leaklab load [options] -- <command that starts the server>
       leaklab load --url <url> [options]
       leaklab load <scenario…> [options]

The server is started as it is, with an agent preloaded into each of its
threads: it finds the port, reads the memories, and collects garbage between the
rounds. The requests come from a process of its own.

A server that runs already is measured where it is, if it was started with the
agent: node --import leaklab/agent server.js. It is on this machine, belongs to
the same user, and goes on when the measuring ends.

A scenario of the catalogue is put behind node:http and a pool of worker
threads: one operation a request.

Which scenario:
      --implementation <name>   wasm or ts alone
      --variant <name>      one variant alone: leaky, fixed, …
  -t, --threads <n>         workers in the pool (default ${DEFAULTS.threads})
      --limit <size>        limit of a worker's memories (default ${format.bytes(DEFAULTS.limitBytes)})

Which server that runs already:
      --url <url>           such as http://127.0.0.1:3000/items; one measures at
                            a time. V8 optimizes no further code meanwhile; for
                            who holds what leaks, the server stands still for a
                            second or two at the end
      --i-own-this-host     where that is not localhost, 127.0.0.0/8 or ::1, or
                            the requests of a HAR are for another host

What is sent:
      --on-port <path>      to the port on which the server listens (default /)
      --port <n>            which one, where it listens on several (default:
                            PORT of the environment, or the one that answers)
  -m, --method <method>     (default ${LOAD_DEFAULTS.method})
  -H, --headers <header>    such as 'accept: text/html'; may be repeated
  -b, --body <text>
      --requests-file <file>    several in turn: a list in JSON of {"path",
                            "method", "headers", "body"}, or a HAR
      --vary                no request like another, so that caches show: "$i"
                            in path, headers or body becomes the request's
                            number; where there is none, a query is added
      --setup <file>        a module whose default export is called with
                            { origin } before the warm-up, to log in or to fill
                            a database; what it returns, { headers, body }, is
                            sent with each request
      --teardown <file>     called in the same way after the last round, also
                            when that is not reached

Each request is sent once before the load and once after it: a wrong path is
told at once, a redirect is told and not followed.

How:
  -c, --connections <n>     at once (default ${LOAD_DEFAULTS.connections})
  -p, --pipelining <n>      requests at once on a connection (default ${LOAD_DEFAULTS.pipelining})
  -R, --rate <n>            requests a second at most (default: as the server
                            answers)
      --warm-up <time>      of load before anything is measured (default ${format.duration(LOAD_DEFAULTS.warmUpMs)})
      --budget <time>       longest time, from the warm-up on (default ${format.duration(LOAD_DEFAULTS.budgetMs)}); it
                            ends when the verdict is certain, and not before
                            ${ENOUGH_REQUESTS.toLocaleString('en-US')} requests
  -d, --duration <time>     the same, and it does not end before
  -a, --requests <n>        so many in all after the warm-up
      --timeout <time>      in which it must listen or answer, or a hook end
                            (default ${format.duration(DEFAULTS.timeoutMs)})
      --detect <bytes>      smallest leak that matters, in bytes a request
                            (default ${DEFAULTS.detectBytesPerOperation})
      --confidence <share>  of the intervals (default ${DEFAULTS.confidence})
      --seed <n>            of the lengths of rounds (default ${DEFAULTS.seed})
      --opt                 let V8 go on optimizing code after the warm-up: what
                            becomes hot late is faster, and floors less quiet
      --children            measure all processes of Node.js that come of the
                            command, and not only those that listen on the port
      --compare <recording> of the same server before a fix: tells whether its
                            leak is gone, smaller, or as it was
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
  leaklab load --url http://127.0.0.1:3000/items --setup login.mjs
  leaklab load leaky-cache --implementation ts --threads 2

Exit codes: 0 clean (scenarios: as labelled), 1 a leak (scenarios: a verdict
differs from its label), 2 wrong usage, a setup that failed, no agent at the URL
or no path there, 3 inconclusive, 4 the server failed or was killed, 130
interrupted.
`;

export const loadCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const end = args.indexOf('--');
    const own = end === -1 ? args : args.slice(0, end);
    const { values, positionals } = await parse('load', own, {
      ...SESSION_OPTIONS,
      ...LOAD_OPTIONS,
      implementation: { type: 'string' },
      variant: { type: 'string' },
      allow: { type: 'string' },
      compare: { type: 'string' },
      charts: { type: 'boolean' },
      explain: { type: 'boolean' },
    });
    const budget = values.budget ?? values.duration ?? `${LOAD_DEFAULTS.budgetMs}ms`;
    const settings = { ...resolveSettings({ ...values, budget }), commonOperations: true };
    const request = loadRequest(values);
    const command = end === -1 ? [] : args.slice(end + 1);
    const url = urlOf(values);
    if (url !== null) {
      if (end !== -1) throw new LeaklabError('usage', BOTH);
      await refuseForeign(url, values['i-own-this-host'] === true);
    }
    if (end !== -1 || url !== null) refuseForServer(positionals, values);
    if (url !== null) refuseForRunning(values);
    const isServer = end !== -1 || url !== null || positionals.length === 0;
    if (values.port !== undefined && (url !== null || !isServer)) {
      throw new LeaklabError('usage', ANY_PORT);
    }
    if (!isServer && values.compare !== undefined) {
      throw new LeaklabError('usage', '--compare is for servers: scenarios have labels.');
    }
    const targets = isServer
      ? [url === null ? serverTarget(command, request) : runningTarget(url, request)]
      : select(positionals, values).map((entry) => scenarioTarget(entry, settings, request));
    // Read before anything is measured: a file that is none ends the command at once.
    const before = values.compare === undefined ? null : resultOf(findingAt(values.compare));
    return runSession({
      targets,
      run: (session) => runLoad({ ...session, targets, settings }),
      before,
      values,
      charts: values.charts === true ? { overview: false } : null,
      version,
      rightIs: isServer ? 'clean' : 'as labelled',
      render: values.explain === true ? renderExplained : renderReport,
    });
  },
};

const BOTH =
  '--url names a server that runs already, and behind "--" comes the command of one that is started: not both.';

const ANY_PORT =
  '--port is for servers that leaklab starts by the command behind "--": a URL has its port, and a scenario is given one.';

/** Of a server that the user starts, the command says all of this. */
function refuseForServer(
  positionals: readonly string[],
  values: { readonly [Name in (typeof OF_SCENARIOS)[number]]?: string | undefined },
): void {
  const [stray] = positionals;
  if (stray !== undefined) {
    throw new LeaklabError(
      'usage',
      `leaklab load measures a scenario or a server, not both: ${JSON.stringify(stray)} stands before "--", and a command behind it.`,
    );
  }
  const option = OF_SCENARIOS.find((name) => values[name] !== undefined);
  if (option === undefined) return;
  throw new LeaklabError(
    'usage',
    `--${option} is for scenarios: a server is started as it is, by the command behind "--".`,
  );
}

/** What is said when a server is started can't be said of one that runs. */
function refuseForRunning(
  values: {
    readonly [Name in (typeof OF_STARTED)[number]]?: boolean | undefined;
  },
): void {
  const option = OF_STARTED.find((name) => values[name] !== undefined);
  if (option === undefined) return;
  throw new LeaklabError(
    'usage',
    `--${option} is for servers that leaklab starts: of one that runs already, all processes that listen on the port are measured, with the compilers that they have.`,
  );
}

const OF_STARTED = ['opt', 'children'] as const;

const OF_SCENARIOS = ['implementation', 'variant', 'threads', 'limit', 'jobs'] as const;

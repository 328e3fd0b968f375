import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../../src/analysis/median-interval.ts';
import { builtFile } from '../../src/harness/built-file.ts';
import type { Driver } from '../../src/load/driver.ts';
import { startDriver } from '../../src/load/driver.ts';
import type { Target } from './targets.ts';
import { atLeast, atMost, printTargets } from './targets.ts';
import { ratioInPairs, ratioText } from './timing.ts';
import type { Asked, Usage } from './watched-server.ts';

const MB = 2 ** 20;

/** What it costs a server to be watched: requests a second, and memory. Whether it is as little as it is to be. */
export async function benchWatch(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '240' },
      requests: { type: 'string', default: '8000' },
      pairs: { type: 'string', default: '12' },
      turns: { type: 'string', default: '24' },
      check: { type: 'boolean', default: false },
    },
  });
  let met = true;
  for (const server of SERVERS) {
    const targets = [
      ...(await compareInOne(server, Number(values.turns))),
      ...(await compare(server, values)),
    ];
    printTargets(targets);
    met &&= targets.every(({ isMet }) => isMet);
  }
  return met;
}

/** One as most are, and one that does next to nothing, of which all that is added shows most. */
const SERVERS = [
  { name: 'a server that makes 20 KB of garbage a request', objects: 100 },
  { name: 'a server that does nothing', objects: 0 },
];

async function compare(
  { name, objects }: (typeof SERVERS)[number],
  values: { readonly pairs: string; readonly rounds: string; readonly requests: string },
): Promise<Target[]> {
  const pairs = Number(values.pairs);
  const requests = Number(values.requests);
  const rounds = Math.ceil(Number(values.rounds) / pairs);
  const drivers = [startDriver(), startDriver()] as const;
  const taken: Pair[] = [];
  try {
    for (let i = 0; i < pairs; i++) {
      taken.push(
        await comparePair(drivers, { rounds, requests, objects, isPlainFirst: i % 2 === 0 }),
      );
    }
  } finally {
    await Promise.all(drivers.map((driver) => driver.end()));
  }
  const middle = ({ rounds }: Measured, what: keyof Round): number =>
    median(rounds.map((round) => round[what]));
  const more = (of: keyof Usage): number =>
    median(taken.map(({ plain, watched }) => watched.memory[of] - plain.memory[of])) / MB;
  console.log(`${name}, ${pairs} pairs of ${rounds} rounds of ${requests} requests each:`);
  for (const which of ['plain', 'watched'] as const) {
    const typical = (what: keyof Round): number =>
      median(taken.map((pair) => middle(pair[which], what)));
    const rate = Math.round(typical('requestsASecond'));
    const cpuRate = Math.round(typical('requestsACpuSecond'));
    console.log(`${which.padEnd(8)} ${rate}/s, ${cpuRate} in a second of processor time`);
  }
  // Two processes of one program differ by more than two rounds of one process do.
  const share = ratioInPairs(
    taken.map(({ watched }) => middle(watched, 'requestsACpuSecond')),
    taken.map(({ plain }) => middle(plain, 'requestsACpuSecond')),
  );
  console.log(`watched / plain: ${ratioText(share)}`);
  return [
    atMost('live memory more', more('liveBytes'), 5, 'MiB'),
    atMost('resident memory more', more('rssBytes'), 5, 'MiB'),
  ];
}

/**
 * One server that is watched and is not, in turns: two processes of one program differ by several per cent,
 * which no number of rounds takes out. What a turn begins with, V8 still compiles anew.
 */
async function compareInOne(
  { name, objects }: (typeof SERVERS)[number],
  turns: number,
): Promise<Target[]> {
  const driver = startDriver();
  const server = await startServer(objects, WATCH);
  const rates: Record<'watch' | 'stop', number[]> = { watch: [], stop: [] };
  const turn = async (what: 'watch' | 'stop'): Promise<void> => {
    await server.usage(what);
    await drive(driver, server, REQUESTS_TO_COMPILE);
    const { requestsACpuSecond } = await drive(driver, server, REQUESTS_OF_TURN);
    rates[what].push(requestsACpuSecond);
  };
  try {
    await drive(driver, server, WARM_UPS * REQUESTS_TO_COMPILE);
    for (let i = 0; i < turns; i++) {
      // Which of them comes first changes, so that what drifts is as fair to one as to the other.
      for (const what of i % 2 === 0
        ? (['watch', 'stop'] as const)
        : (['stop', 'watch'] as const)) {
        await turn(what);
      }
    }
  } finally {
    server.child.kill();
    await driver.end();
  }
  const share = ratioInPairs(rates.watch, rates.stop);
  console.log(
    `${name}, watched and not in turns, ${turns} times ${REQUESTS_OF_TURN} requests each:`,
  );
  console.log(`watched / not, by requests in a second of processor time: ${ratioText(share)}`);
  return [atLeast('watched, by requests of the one that is not', share.estimate, 0.99)];
}

const REQUESTS_TO_COMPILE = 8000;
const REQUESTS_OF_TURN = 24_000;

interface Round {
  readonly requestsASecond: number;
  /** What it would answer in a second on a processor of its own. */
  readonly requestsACpuSecond: number;
}

interface Pair {
  readonly plain: Measured;
  readonly watched: Measured;
}

interface Measured {
  readonly rounds: readonly Round[];
  readonly memory: Usage;
}

/**
 * Both at once, each with a driver of its own: what slows the machine down slows both. Driven without a
 * pause, for V8 collects the heap of a server that stands idle, and drops code that it has optimised, which
 * a server in production is spared. They take turns with the processors, so that processor time is compared.
 */
async function comparePair(
  drivers: readonly [Driver, Driver],
  { isPlainFirst, ...given }: Given & { readonly isPlainFirst: boolean },
): Promise<Pair> {
  const [first, second] = await Promise.all([
    measure(drivers[0], isPlainFirst ? [] : WATCH, given),
    measure(drivers[1], isPlainFirst ? WATCH : [], given),
  ]);
  return isPlainFirst ? { plain: first, watched: second } : { plain: second, watched: first };
}

const WATCH = ['--import', pathToFileURL(builtFile('watch/watch')).href];

interface Given {
  readonly rounds: number;
  /** Of a round. */
  readonly requests: number;
  /** Of garbage, that each request makes. */
  readonly objects: number;
}

async function measure(
  driver: Driver,
  flags: readonly string[],
  { rounds, requests, objects }: Given,
): Promise<Measured> {
  const server = await startServer(objects, flags);
  try {
    for (let i = 0; i < WARM_UPS; i++) await drive(driver, server, requests);
    const taken: Round[] = [];
    for (let i = 0; i < rounds; i++) taken.push(await drive(driver, server, requests));
    return { rounds: taken, memory: await server.usage('memory') };
  } finally {
    server.child.kill();
  }
}

/** By then, V8 has optimised what it will. */
const WARM_UPS = 8;

interface Server {
  readonly child: ChildProcess;
  readonly origin: string;
  /** Does what is asked, and tells what it takes. */
  usage(of: Asked): Promise<Usage>;
}

async function startServer(objects: number, flags: readonly string[]): Promise<Server> {
  const child = fork(new URL('./watched-server.js', import.meta.url), [String(objects)], {
    execArgv: ['--expose-gc', ...flags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = await once(child, 'message');
  return {
    child,
    origin: `http://127.0.0.1:${port}`,
    async usage(of) {
      child.send(of);
      const [usage] = await once(child, 'message');
      return usage as Usage;
    },
  };
}

async function drive(driver: Driver, server: Server, requests: number): Promise<Round> {
  const plan = { path: '/', method: 'GET', headers: {}, body: null };
  const load = {
    ...{ origin: server.origin, requests: [plan], varied: false, pipelining: 1, rate: null },
    connections: 10,
  };
  const { cpuMs: before } = await server.usage('cpu');
  const { answered, loadMs } = await driver.run(load, requests, {
    timeoutMs: 30_000,
    onProgress() {},
  });
  const { cpuMs: after } = await server.usage('cpu');
  return {
    requestsASecond: (1000 * answered) / loadMs,
    requestsACpuSecond: (1000 * answered) / (after - before),
  };
}

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { medianInterval } from '../../src/analysis/median-interval.ts';
import { builtFile } from '../../src/harness/built-file.ts';
import type { Driver } from '../../src/load/driver.ts';
import { startDriver } from '../../src/load/driver.ts';
import { atLeast, atMost, printTargets } from './targets.ts';
import { median } from './timing.ts';
import type { ServerMemory } from './watched-server.ts';

const MB = 2 ** 20;

/** What it costs a server to be watched: requests a second, and memory. Whether it is as little as it is to be. */
export async function benchWatch(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '120' },
      requests: { type: 'string', default: '4000' },
      pairs: { type: 'string', default: '4' },
      check: { type: 'boolean', default: false },
    },
  });
  const pairs = Number(values.pairs);
  const rounds = Math.ceil(Number(values.rounds) / pairs);
  const driver = startDriver();
  const taken: Pair[] = [];
  try {
    for (let i = 0; i < pairs; i++) {
      taken.push(await comparePair(driver, rounds, Number(values.requests)));
    }
  } finally {
    await driver.end();
  }
  const ratios = taken.flatMap(({ rates }) => rates.map(({ plain, watched }) => watched / plain));
  const interval = medianInterval(ratios, CONFIDENCE);
  const rate = (of: 'plain' | 'watched'): number =>
    median(taken.flatMap(({ rates }) => rates.map((round) => round[of])));
  const more = (of: keyof ServerMemory): number =>
    median(taken.map(({ memory: { plain, watched } }) => watched[of] - plain[of])) / MB;
  console.log(`${ratios.length} rounds of ${values.requests} requests each, in turn:`);
  console.log(`plain ${Math.round(rate('plain'))}/s, watched ${Math.round(rate('watched'))}/s`);
  if (interval !== null) {
    console.log(
      `of neighbouring rounds ${interval.estimate.toFixed(4)} (95 %: ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})`,
    );
  }
  const targets = [
    atLeast('watched, by requests a second of the plain one', median(ratios), 0.99),
    atMost('live memory more', more('liveBytes'), 5, 'MiB'),
    atMost('resident memory more', more('rssBytes'), 5, 'MiB'),
  ];
  printTargets(targets);
  return targets.every(({ isMet }) => isMet);
}

const CONFIDENCE = 0.95;

interface Pair {
  /** Requests a second, round by round. */
  readonly rates: readonly { readonly plain: number; readonly watched: number }[];
  readonly memory: { readonly plain: ServerMemory; readonly watched: ServerMemory };
}

/** Both servers stand all the time, and are driven in turn: each is first in half of the rounds. */
async function comparePair(driver: Driver, rounds: number, requests: number): Promise<Pair> {
  const plain = await startServer([]);
  const watched = await startServer(['--import', pathToFileURL(builtFile('watch/watch')).href]);
  try {
    for (let i = 0; i < WARM_UPS; i++) {
      for (const server of [plain, watched]) await requestsASecond(driver, server, requests);
    }
    const rates: { plain: number; watched: number }[] = [];
    for (let i = 0; i < rounds; i++) {
      const rate = { plain: 0, watched: 0 };
      for (const which of i % 2 === 0
        ? (['plain', 'watched'] as const)
        : (['watched', 'plain'] as const)) {
        const server = which === 'plain' ? plain : watched;
        rate[which] = await requestsASecond(driver, server, requests);
      }
      rates.push(rate);
    }
    return { rates, memory: { plain: await plain.memory(), watched: await watched.memory() } };
  } finally {
    plain.child.kill();
    watched.child.kill();
  }
}

const WARM_UPS = 3;

interface Server {
  readonly child: ChildProcess;
  readonly origin: string;
  memory(): Promise<ServerMemory>;
}

async function startServer(flags: readonly string[]): Promise<Server> {
  const child = fork(new URL('./watched-server.js', import.meta.url), [], {
    execArgv: ['--expose-gc', ...flags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = await once(child, 'message');
  return {
    child,
    origin: `http://127.0.0.1:${port}`,
    async memory() {
      child.send('memory');
      const [memory] = await once(child, 'message');
      return memory as ServerMemory;
    },
  };
}

async function requestsASecond(
  driver: Driver,
  { origin }: Server,
  requests: number,
): Promise<number> {
  const plan = { path: '/', method: 'GET', headers: {}, body: null };
  const load = {
    ...{ origin, requests: [plan], varied: false, pipelining: 1, rate: null },
    connections: 10,
  };
  const { answered, loadMs } = await driver.run(load, requests, {
    timeoutMs: 30_000,
    onProgress() {},
  });
  return (1000 * answered) / loadMs;
}

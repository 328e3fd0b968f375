import { parseArgs } from 'node:util';
import { median } from '../../src/analysis/median-interval.ts';
import type { Driver } from '../../src/load/driver.ts';
import { startDriver } from '../../src/load/driver.ts';
import type { Round } from './drive-server.ts';
import { drive, startServer, WATCH } from './drive-server.ts';
import type { Target } from './targets.ts';
import { atMost, printTargets } from './targets.ts';
import { ratioInPairs, ratioText } from './timing.ts';
import { compareInstructions } from './watch-instructions.ts';
import type { Usage } from './watched-server.ts';

const MB = 2 ** 20;

/** What it costs a server to be watched: requests a second, and memory. Whether it is as little as it is to be. */
export async function benchWatch(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '240' },
      requests: { type: 'string', default: '8000' },
      pairs: { type: 'string', default: '12' },
      layouts: { type: 'string', default: '3' },
      check: { type: 'boolean', default: false },
    },
  });
  let met = true;
  for (const server of SERVERS) {
    const { userShare, targets: ofMemory } = await compare(server, values);
    const targets = [
      ...ofMemory,
      ...(await compareInstructions(server, Number(values.layouts), userShare)),
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
): Promise<{ readonly userShare: number; readonly targets: readonly Target[] }> {
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
  return {
    userShare: median(taken.map(({ plain }) => middle(plain, 'userShare'))),
    targets: [
      atMost('live memory more', more('liveBytes'), 5, 'MiB'),
      atMost('resident memory more', more('rssBytes'), 5, 'MiB'),
    ],
  };
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
  const server = await startServer([objects], flags);
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

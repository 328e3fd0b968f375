import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Interval } from '../../src/analysis/median-interval.ts';
import type { LoadRequest } from '../../src/cli/load-options.ts';
import { loadRequest, scenarioTarget } from '../../src/cli/load-options.ts';
import { select } from '../../src/cli/select.ts';
import { detached } from '../../src/harness/process-group.ts';
import type { Isolate } from '../../src/load/agents.ts';
import { startDriver } from '../../src/load/driver.ts';
import { takeFloors } from '../../src/load/rest.ts';
import { runRound } from '../../src/load/round.ts';
import { openSession } from '../../src/load/server-session.ts';
import type { ServerTarget } from '../../src/load/server-target.ts';
import { resolveSettings } from '../../src/options.ts';
import { packageRoot } from '../../src/package-root.ts';
import { ratioInPairs } from './timing.ts';

/** A server that runs, and is driven when its turn comes. */
interface Contender {
  /** Requests a second over so many of them. */
  drive(requests: number): Promise<number>;
  end(): Promise<void>;
}

const THREADS = 1;
const REQUEST = loadRequest({});
const TIMEOUT_MS = 30_000;

/** What share of another server's requests one answers in the same time. */
export interface Throughput {
  /** Of the same server, which nobody measures. */
  readonly ofUnmeasured: Interval;
  /** Of one that is written by hand. */
  readonly ofPlain: Interval;
}

export interface Throughputs {
  /** Of a server that is sampled all the time, and optimised by V8 as the others are. */
  readonly sampled: Throughput;
  /** Of one that is measured by default: brought to rest between the rounds, and not optimised any more. */
  readonly measured: Throughput;
}

/** All driven in turn: the medians of the ratios of neighbouring rounds. */
export async function throughputs(rounds: number): Promise<Throughputs> {
  const rates: number[][] = [[], [], [], []];
  for (let set = 0; set < SETS; set++) {
    const contenders = [
      await withAgents(loadRequest({ opt: true }), { rests: false }),
      await withAgents(REQUEST, { rests: true }),
      await bare(...scenario().command!),
      await bare(process.execPath, ownScript('plain-server.js'), String(THREADS)),
    ];
    try {
      const ofSet = await inTurns(contenders, Math.ceil(rounds / SETS));
      for (const [i, some] of ofSet.entries()) rates[i]!.push(...some);
    } finally {
      await Promise.all(contenders.map((contender) => contender.end()));
    }
  }
  const [sampled, measured, unmeasured, plain] = rates;
  const of = (some: readonly number[]): Throughput => ({
    ofUnmeasured: ratioInPairs(some, unmeasured!),
    ofPlain: ratioInPairs(some, plain!),
  });
  return { sampled: of(sampled!), measured: of(measured!) };
}

/** Which code V8 optimises, and when, makes one start of a server a twentieth faster than the next. */
const SETS = 4;

const ownScript = (file: string): string => join(packageRoot(), 'dist', 'scripts', 'bench', file);

/** Forth and back, so that a machine whose speed drifts is as fair to one as to the other. */
async function inTurns(contenders: readonly Contender[], rounds: number): Promise<number[][]> {
  const rates = contenders.map((): number[] => []);
  const sizes: number[] = [];
  for (const [i, contender] of contenders.entries()) {
    await contender.drive(WARM_UP_REQUESTS);
    sizes[i] = Math.round((await contender.drive(WARM_UP_REQUESTS)) * ROUND_SECONDS);
  }
  for (let round = 0; round < rounds; round++) {
    const order = contenders.map((_, i) => i);
    for (const i of round % 2 === 0 ? order : order.reverse()) {
      rates[i]!.push(await contenders[i]!.drive(sizes[i]!));
    }
  }
  return rates;
}

const WARM_UP_REQUESTS = 5000;
const ROUND_SECONDS = 0.5;

function scenario(request = REQUEST): ServerTarget {
  const [entry] = select(['leaky-cache'], { implementation: 'ts', variant: 'fifo' });
  return scenarioTarget(entry!, resolveSettings({ threads: String(THREADS) }), request);
}

/** With an agent in each thread that is asked for its memory all the time, as `leaklab load` does. */
async function withAgents(
  request: LoadRequest,
  { rests }: { readonly rests: boolean },
): Promise<Contender> {
  const target = scenario(request);
  const session = await openSession({
    ...{ target, timeoutMs: TIMEOUT_MS, originMs: Date.now() },
    signal: new AbortController().signal,
  });
  await session.untilReady();
  let operations = 0;
  const drive = async (requests: number, watched: readonly Isolate[]): Promise<number> => {
    const { answered, loadMs } = await runRound(session, {
      ...{ load: target.load, requests, operations, batch: 1, watched },
      ...{ timeoutMs: TIMEOUT_MS, add() {} },
    });
    operations += answered;
    if (rests) await takeFloors(watched, { operations, batchMs: loadMs }, TIMEOUT_MS);
    return (1000 * answered) / loadMs;
  };
  // Measuring begins with a server that is warm.
  await drive(WARM_UP_REQUESTS, []);
  const watched = await session.choose();
  return {
    drive: (requests) => drive(requests, watched),
    end: () => session.end(),
  };
}

/**
 * As it is, and in a session of its own as that which is measured: Linux gives each session the same share
 * of the processors, and a server that has one with the driver would be a tenth faster.
 */
async function bare(command: string, ...args: readonly string[]): Promise<Contender> {
  const preload = pathToFileURL(ownScript('print-port.js')).href;
  const server = spawn(command, ['--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached,
  });
  const port = await portOf(createInterface(server.stdout));
  const driver = startDriver();
  return {
    async drive(requests) {
      const load = { ...REQUEST.load, origin: `http://127.0.0.1:${port}` };
      const { answered, loadMs } = await driver.run(load, requests, {
        timeoutMs: TIMEOUT_MS,
        onProgress() {},
      });
      return (1000 * answered) / loadMs;
    },
    async end() {
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await Promise.all([exited, driver.end()]);
    },
  };
}

async function portOf(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const [, port] = /^port (\d+)$/.exec(line) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error('the server ended before it listened');
}

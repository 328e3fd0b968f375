import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as later } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AGENT_VARIABLE } from '../src/agent/server-protocol.ts';
import type { Judgement } from '../src/analysis/verdict.ts';
import { judge } from '../src/analysis/verdict.ts';
import type { Isolate } from '../src/load/agents.ts';
import { openAgents } from '../src/load/agents.ts';
import { DRIVER_OPTIONS_VARIABLE } from '../src/load/driver.ts';
import { DEFAULTS, duration } from '../src/options.ts';
import { packageRoot } from '../src/package-root.ts';
import { readRecording } from '../src/record/reader.ts';
import type { Entry, Sample } from '../src/record/schema.ts';
import * as format from '../src/report/format.ts';
import { roundsIn } from '../src/report/requests.ts';
import type { Report } from '../src/report/result.ts';

const USAGE = `Runs leaklab load for long, and watches leaklab's own processes meanwhile.

Usage: npm run soak [-- --duration 30m]

Ends with 0 where they stay flat, as leaklab's own estimator sees them, the server
is found clean, and all requests are accounted for; with 1 where one does not.`;

/** Floors of one of our processes; milliseconds stand in place of operations. */
interface Watched {
  readonly name: string;
  readonly isolate: Isolate;
  readonly floors: Sample[];
}

/** One floor in so much of the time. */
const FLOORS = 120;
const FASTEST_FLOOR_MS = 1000;
const ANSWER_MS = 30_000;

async function soak(durationMs: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-soak-'));
  const built = join(packageRoot(), 'dist');
  const agent = join(built, 'src', 'agent', 'server.js');
  const agents = await openAgents({ joined() {}, listens() {}, lost() {}, left() {} });
  const preloaded = ['--expose-gc', '--require', agent];
  const leaklab = spawn(
    process.execPath,
    [
      ...[...preloaded, join(built, 'src', 'cli', 'main.js'), 'load', '--json', '--no-progress'],
      ...['--duration', `${durationMs}ms`, '-o', folder, '--'],
      ...[process.execPath, join(built, 'scripts', 'bench', 'memory-server.js'), 'fixed'],
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        [AGENT_VARIABLE]: JSON.stringify({ ...agents.rendezvous, flags: [], atOnce: false }),
        [DRIVER_OPTIONS_VARIABLE]: preloaded.map((part) => JSON.stringify(part)).join(' '),
      },
    },
  );
  try {
    const printed = text(leaklab.stdout);
    const watched = await watch(agents.isolates, leaklab.pid!, durationMs);
    const report = JSON.parse(await printed) as Report;
    return tell(watched, report);
  } finally {
    leaklab.kill('SIGKILL');
    agents.close();
    rmSync(folder, { recursive: true });
  }
}

/** Takes floors of leaklab's process and of its driver's, until they end. */
async function watch(
  isolates: () => readonly Isolate[],
  ownPid: number,
  durationMs: number,
): Promise<readonly Watched[]> {
  const originMs = Date.now();
  const everyMs = Math.max(FASTEST_FLOOR_MS, durationMs / FLOORS);
  const watched = new Map<Isolate, Watched>();
  for (let batch = 0; ; batch++) {
    await later(everyMs);
    for (const isolate of isolates()) {
      if (watched.has(isolate) || isolate.isGone() || isolate.threadId !== 0) continue;
      const name = isolate.pid === ownPid ? 'leaklab' : 'the process that sends the requests';
      isolate.begin({ originMs, group: null });
      watched.set(isolate, { name, isolate, floors: [] });
    }
    const alive = [...watched.values()].filter(({ isolate }) => !isolate.isGone());
    if (alive.length === 0) return [...watched.values()];
    const at = { operations: Date.now() - originMs, batchMs: everyMs };
    await Promise.all(
      alive.map(async ({ isolate, floors }) => {
        const answer = await isolate.ask({ question: 'rest', ...at }, ANSWER_MS);
        if (answer?.floor != null) floors.push({ ...answer.floor.sample, batch });
      }),
    );
  }
}

function tell(watched: readonly Watched[], { results }: Report): boolean {
  const own = watched.map(({ name, floors }) => {
    const judgement = judgeOwn(floors);
    const from = floors[0]?.jsHeapBytes ?? 0;
    const to = floors.at(-1)?.jsHeapBytes ?? 0;
    console.log(
      `${name}: ${judgement.verdict}, JS heap ${format.bytes(from)} → ${format.bytes(to)} in ${floors.length} floors${judgement.reason === null ? '' : ` (${judgement.reason})`}`,
    );
    return judgement.verdict === 'clean';
  });
  const [server] = results;
  console.log(`the server: ${server!.verdict}, ${format.operations(server!.operations)}`);
  const isCounted = countsAddUp(readRecording(server!.recording).entries);
  console.log(`requests sent = answered + errors + cut off, and received: ${isCounted}`);
  return own.length >= 2 && own.every(Boolean) && server!.verdict === 'clean' && isCounted;
}

/**
 * These processes are never at rest: what is under way is in a floor as well, and V8 drops code at one and
 * compiles it again by the next. Of some floors in a row the middle one counts.
 */
function judgeOwn(floors: readonly Sample[]): Judgement {
  const middles = Array.from({ length: Math.floor(floors.length / IN_A_ROW) }, (_, i) => {
    const some = floors.slice(i * IN_A_ROW, (i + 1) * IN_A_ROW);
    const bySize = some.toSorted((a, b) => a.jsHeapBytes - b.jsHeapBytes);
    return { ...bySize[Math.floor(IN_A_ROW / 2)]!, operations: some.at(-1)!.operations, batch: i };
  });
  return judge({
    settings: DEFAULTS,
    controls: null,
    entries: [...middles, { type: 'outcome', end: 'budget', error: null, elapsedMs: 0 }],
  });
}

const IN_A_ROW = 5;

function countsAddUp(entries: readonly Entry[]): boolean {
  const rounds = roundsIn(entries);
  return (
    rounds.length > 0 &&
    rounds.every(
      ({ sent, answered, errors, aborted, received }) =>
        sent === answered + errors + aborted && (received === null || received === sent),
    )
  );
}

const { values } = parseArgs({
  options: {
    duration: { type: 'string', short: 'd', default: '30m' },
    help: { type: 'boolean', default: false },
  },
});
const durationMs = duration(values.duration);
if (values.help || durationMs === null) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = (await soak(durationMs)) ? 0 : 1;
}

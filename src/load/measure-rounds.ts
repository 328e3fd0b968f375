import { setTimeout as later } from 'node:timers/promises';
import { EQUAL_LOOKS, isDecided } from '../analysis/certainty.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { judge } from '../analysis/verdict.ts';
import { recordBatch } from '../harness/batch-record.ts';
import { knownControls } from '../harness/conclude.ts';
import type { Ending } from '../harness/ending.ts';
import { quiet } from '../harness/ending.ts';
import type { Log } from '../harness/log.ts';
import type { Progress } from '../harness/measure.ts';
import { growthRate } from '../harness/readings.ts';
import { seededRandom } from '../harness/schedule.ts';
import type { Controls, Sample, Settings } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import type { Begun } from './begin.ts';
import { coolDownMs, watchFalls } from './cool-down.ts';
import { failed, outOfMemory } from './ended.ts';
import { takeFloors } from './rest.ts';
import { runRound } from './round.ts';
import type { RoundDone } from './rounds.ts';
import { ENOUGH_REQUESTS, growthAtFirst, planRound, roundSize } from './rounds.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';

export interface RoundsOptions {
  readonly target: ServerTarget;
  readonly settings: Settings;
  /** Known when the controls are; null where there are none. */
  readonly controls: Promise<Controls | null>;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a load has come to. */
interface Course {
  /** Those that are measured now. */
  isolates: readonly Isolate[];
  /** Requests so far. */
  operations: number;
  /** Of those asked for; null where time alone is the measure. */
  left: number | null;
  readonly rounds: RoundDone[];
  /** The first floor of each isolate. */
  first: readonly Sample[];
  grownBytesPerRequest: number;
  /** Of the isolate that is nearest to the limit of its heap. */
  roomBytes: number;
  /** Isolates that came since, and are not measured yet. */
  waiting: readonly Isolate[];
}

/** Round after round, until something ends it. */
export async function measureRounds(
  session: ServerSession,
  log: Log,
  begun: Begun,
  options: RoundsOptions,
): Promise<Ending> {
  const { target, settings, onProgress } = options;
  for (const event of [...begun.events, ...session.events()]) log.add(event);
  const random = seededRandom(settings.seed);
  const start = { operations: begun.operations, batchMs: 0 };
  const { timeoutMs } = settings;
  let coolMs = await session.orEnded(coolDownMs(begun.isolates, start, settings));
  const lookAgain = watchFalls();
  const first = await rest(session, log, begun.isolates, settings, { ...start, batch: 0 });
  const rounds = begun.rounds.slice(-1);
  const roomBytes = roomOf(begun.isolates, first);
  const course: Course = {
    isolates: begun.isolates,
    operations: begun.operations,
    left: target.requests,
    rounds,
    first,
    grownBytesPerRequest: growthAtFirst(begun, roundSize(rounds, target.requests), roomBytes),
    roomBytes,
    waiting: session.newcomers(),
  };
  const certainty = watchCertainty(session, log, options);

  for (let batch = 1; ; batch++) {
    const size = roundSize(course.rounds, target.requests);
    const requests = planRound({ ...course, size, random });
    if (requests === null) return quiet('budget');
    const round = await runRound(session, {
      ...{ load: session.load(), requests, operations: course.operations, batch, onProgress },
      ...{ watched: course.isolates, timeoutMs, add: log.add },
    });
    course.operations += round.sent;
    course.rounds.push({ requests, loadMs: round.loadMs });
    if (course.left !== null) course.left -= requests;
    if (coolMs > 0) await session.orEnded(later(coolMs));
    const at = { operations: course.operations, batchMs: round.loadMs, batch };
    const floors = await rest(session, log, course.isolates, settings, at);
    if (lookAgain(floors) && coolMs === 0) {
      coolMs = await session.orEnded(coolDownMs(course.isolates, at, settings, floors));
    }
    const { isReplaced, isLate } = changes(course, begun, session);
    take(course, floors, isReplaced);
    const judgement = certainty.judge();
    if (isReplaced) {
      const end = exhaustion(log);
      if (end !== null && judgement.verdict === 'leak') return { ...end, events: [] };
    }
    if (isReplaced || isLate) course.isolates = await successors(session);
    onProgress?.({ elapsedMs: log.elapsedMs(), raw: null, sample: floors[0] ?? null, judgement });
    const isCertain = await certainty.look(judgement);
    const isEnough = isEnoughOf(judgement, course.operations - begun.operations, batch);
    if (isCertain && isEnough && !target.isWhole) return quiet('decided');
    // Not begun where it would not be done in time.
    const spentMs = log.elapsedMs() - begun.loadedAtMs;
    if (spentMs + spentMs / (batch + 1) > settings.budgetMs) return quiet('budget');
  }
}

/** What has become of the isolates that are measured; notes which ones wait to be. */
function changes(
  course: Course,
  begun: Begun,
  session: ServerSession,
): { readonly isReplaced: boolean; readonly isLate: boolean } {
  const { isolates, waiting } = course;
  course.waiting = session.newcomers();
  return {
    isReplaced:
      isolates.length < begun.isolates.length || isolates.some((isolate) => isolate.isGone()),
    // Processes of a cluster start one after the other; threads that come and go are none of them.
    isLate: course.waiting.some((one) => waiting.includes(one)),
  };
}

/** Learns from floors how much a round may add. */
function take(course: Course, floors: readonly Sample[], isReplaced: boolean): void {
  const { isolates, first, grownBytesPerRequest } = course;
  // What took the place of one that ended will grow as that one did, as far as anybody knows.
  const rate = growthRate(first, floors);
  course.grownBytesPerRequest = isReplaced ? Math.max(rate, grownBytesPerRequest) : rate;
  course.first = [
    ...first,
    ...floors.filter((floor) => !first.some((one) => isOfSame(one, floor))),
  ];
  course.roomBytes = roomOf(isolates, floors);
}

interface Certainty {
  judge(): Judgement;
  /** Whether the verdict has stood for so many looks that it will stay, in light of the controls, too. */
  look(judgement: Judgement): Promise<boolean>;
}

function watchCertainty(session: ServerSession, log: Log, options: RoundsOptions): Certainty {
  const { settings } = options;
  let controls: Controls | null = null;
  let certain = 0;
  const judged = (): Judgement => judge({ settings, controls, entries: log.entries });
  return {
    judge: judged,
    async look(judgement) {
      certain = isDecided(judgement) ? certain + 1 : 0;
      if (certain >= EQUAL_LOOKS && controls === null) {
        controls = await session.orEnded(knownControls(log, options));
        // A heap that was more restless than was taken for granted asks for more floors.
        if (!isDecided(judged())) certain = 0;
      }
      return certain >= EQUAL_LOOKS;
    },
  };
}

/**
 * Whether so many requests are enough for a verdict. In which threads it leaks is told as well, where that
 * does not take much longer.
 */
function isEnoughOf(judgement: Judgement, requests: number, rounds: number): boolean {
  const isToldOfAll = judgement.threads.every(({ verdict }) => verdict !== 'inconclusive');
  const enough = ENOUGH_REQUESTS * (isToldOfAll ? 1 : 2);
  return requests * ownShare(judgement) >= enough && (isToldOfAll || rounds >= ROUNDS_FOR_ALL);
}

/** Of a fast server's few large rounds, so many are needed to see that a thread is flat. */
const ROUNDS_FOR_ALL = 20;

/** Each process has a cache of its own: of what seems to leak, its own requests have to be enough. */
const ownShare = ({ verdict, threads }: Judgement): number =>
  verdict === 'leak' && threads.length > 0
    ? Math.max(...threads.map(({ requestShare }) => requestShare ?? 1))
    : 1;

/** Brings all isolates to rest, and records a floor of each. */
async function rest(
  session: ServerSession,
  log: Log,
  isolates: readonly Isolate[],
  { timeoutMs }: Settings,
  { batch, ...at }: { operations: number; batchMs: number; batch: number },
): Promise<Sample[]> {
  const taken = await session.orEnded(takeFloors(isolates, at, timeoutMs));
  for (const event of session.events()) log.add(event);
  const reports = taken.flatMap((floor) =>
    floor === null ? [] : [{ ...floor, ...at, elapsedMs: floor.sample.elapsedMs }],
  );
  if (reports.length > 0 || isolates.every((isolate) => isolate.isGone())) {
    return recordBatch(reports, batch, log);
  }
  // It may have ended, and then its exit says more.
  await session.orEnded(later(EXIT_MS));
  throw failed(SILENT, session.elapsedMs());
}

const EXIT_MS = 500;
const SILENT =
  'no isolate of the server answers any more: its event loops are blocked, or its threads have ended';

/** Those that are measured from now on: with what took the place of those that have ended. */
async function successors(session: ServerSession): Promise<readonly Isolate[]> {
  const untilMs = session.elapsedMs() + SUCCESSION_MS;
  for (;;) {
    const isolates = await session.orEnded(session.choose());
    if (isolates.length > 0) return isolates;
    if (session.elapsedMs() > untilMs) throw failed(SILENT, session.elapsedMs());
    await session.orEnded(later(SUCCESSION_LOOK_MS));
  }
}

/** For a process that is started anew where none is left. */
const SUCCESSION_MS = 5000;
const SUCCESSION_LOOK_MS = 50;

/** What is left below the limit of the heap that is nearest to it. */
function roomOf(isolates: readonly Isolate[], floors: readonly Sample[]): number {
  const rooms = floors.map(({ thread, jsHeapBytes }) => {
    const limit = isolates.find((isolate) => isolate.thread === thread)?.heapLimitBytes;
    return (limit ?? Number.POSITIVE_INFINITY) - jsHeapBytes;
  });
  return Math.max(0, Math.min(...rooms));
}

const isOfSame = (one: Sample, other: Sample): boolean => one.thread === other.thread;

/** How it ends where one of the threads has run out of memory; null where none has. */
function exhaustion({ entries }: Log): Pick<Ending, 'end' | 'error'> | null {
  const found = entries.find((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  return found?.type === 'event' && found.event === 'out-of-memory'
    ? outOfMemory(found.message)
    : null;
}

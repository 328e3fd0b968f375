import type { BatchReport } from '../agent/protocol.ts';
import { EQUAL_LOOKS, isDecided } from '../analysis/certainty.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { judge } from '../analysis/verdict.ts';
import type {
  Controls,
  Entry,
  Expected,
  Header,
  Outcome,
  RawSample,
  Sample,
  Settings,
  Subject,
} from '../record/schema.ts';
import { memoryMaximum } from '../subject/memory-maximum.ts';
import type { SubjectSource } from '../subject/source.ts';
import { recordBatch } from './batch-record.ts';
import type { Cell, Launch } from './cell.ts';
import { startCell } from './cell.ts';
import { conclude, knownControls } from './conclude.ts';
import type { Circumstances, Ending } from './ending.ts';
import { ofExit, ofFailure, ofPassedLimit, ofSilence, quiet } from './ending.ts';
import { explainObjects, isOfObjects } from './explain-objects.ts';
import { explainWasm } from './explain-wasm.ts';
import { memwatchEvent, takeLeave } from './leave.ts';
import type { Log } from './log.ts';
import { openLog } from './log.ts';
import { growthRate, memoryOver, retainedBytes } from './readings.ts';
import type { BatchDone } from './schedule.ts';
import { planBatch, seededRandom } from './schedule.ts';

/** A subject and where it is found; `expected` travels into the header alone. */
export interface Target {
  readonly subject: Subject;
  readonly source: SubjectSource;
  readonly expected: Expected | null;
  /** Where these differ from the run's. */
  readonly settings?: Settings;
  readonly launch?: Launch;
}

/** What is measured, by its name: all that a display needs to know of it. */
export type Measured = Pick<Target, 'subject'>;

export interface MeasureOptions {
  readonly target: Target;
  readonly settings: Settings;
  /** Known when the controls are; null where there are none. */
  readonly controls: Promise<Controls | null>;
  readonly tool: Header['tool'];
  readonly path: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a display may show while a subject runs. */
export interface Progress {
  readonly elapsedMs: number;
  readonly raw: RawSample | null;
  readonly sample: Sample | null;
  readonly judgement: Judgement | null;
}

export interface Measurement {
  readonly target: Measured;
  readonly path: string;
  readonly header: Header;
  readonly entries: readonly Entry[];
  readonly judgement: Judgement;
  readonly outcome: Outcome;
}

/** Runs one subject in a cell of its own until its verdict is certain, and records all of it. */
export async function measure(given: MeasureOptions): Promise<Measurement> {
  const { signal, target } = given;
  const settings: Settings = {
    ...given.settings,
    // It imports nothing: what it leaks, it leaks in its own memory.
    onlyMemory: target.source.kind === 'wasm' ? 'wasm' : null,
  };
  const options = { ...given, settings };
  const startedAt = new Date();
  const originMs = startedAt.getTime();
  const cell = startCell(target.launch);
  const stopOnAbort = (): void => void cell.end();
  signal.addEventListener('abort', stopOnAbort);
  const { tool, path, overwrite } = options;
  const { subject, expected, launch } = target;
  const wasmMaximumBytes = memoryMaximum(target.source);
  const unjudged = { subject, expected, tool, settings, controls: null, wasmMaximumBytes };
  const header = { ...unjudged, ...launchRecord(launch) };
  const log = openLog({ path, overwrite, header }, startedAt);
  try {
    cell.send({
      type: 'start',
      source: target.source,
      threads: settings.threads,
      limitBytes: settings.limitBytes,
      originMs,
      // The controls last a second like any other run, and would show the same.
      watched: subject.kind !== 'control',
      recorded: false,
    });
    const ending = await converse(cell, log, options);
    const { end, events } = ending;
    for (const event of events) log.add(event);
    if (end === 'decided' || end === 'budget') await takeLeave(cell, log, signal);
    const controls = await knownControls(log, options);
    return await conclude(log, { target, path, settings, controls, ending }, async (first) => {
      if (asksForHeaps(first, log.entries) && !signal.aborted) {
        await cell.end();
        await explainWasm(target, settings, log, signal);
      }
      const isExplained = subject.kind !== 'control' && first.verdict === 'leak';
      if (isExplained && isOfObjects(first.memory) && !signal.aborted) {
        await cell.end();
        await explainObjects(target, settings, first.memory, log, signal);
      }
    });
  } finally {
    signal.removeEventListener('abort', stopOnAbort);
    log.close();
    await cell.end();
  }
}

/** A leak in WASM has a mechanism; and where floors don't tell, or are few, the births of blocks may. */
function asksForHeaps({ verdict, memories }: Judgement, entries: readonly Entry[]): boolean {
  const wasm = memories.find(({ memory }) => memory === 'wasm')?.growth.kind;
  if (wasm === undefined || verdict === 'failed') return false;
  if (verdict === 'leak') return wasm === 'growing';
  const operations = entries.findLast((entry) => entry.type === 'sample')?.operations ?? 0;
  return wasm === 'undecided' || operations < FEW_OPERATIONS;
}

/** Of fewer, a buffer that doubles shows too few doublings. */
const FEW_OPERATIONS = 16_384;

function launchRecord(launch: Launch | undefined): Pick<Header, 'launch'> {
  if (launch === undefined) return {};
  const { nodeOptions, environment } = launch;
  return { launch: { nodeOptions: [...nodeOptions], environment: Object.keys(environment) } };
}

/** Batch after batch, until something ends it. */
async function converse(cell: Cell, log: Log, options: MeasureOptions): Promise<Ending> {
  const { settings, signal } = options;
  const { elapsedMs } = log;
  let controls: Controls | null = null;
  const random = seededRandom(settings.seed);
  const history: BatchDone[] = [];
  let firstFloors: readonly Sample[] = [];
  let lastRaw: RawSample | null = null;
  let progressedAtMs = 0;
  let batch = 0;
  let certain = 0;

  const sendBatch = (): BatchDone | null => {
    const plan = planBatch(history, {
      limitBytes: settings.limitBytes,
      iterations: settings.iterations,
      hurry: settings.untilOom && certain >= EQUAL_LOOKS,
      random,
    });
    if (plan === null) return null;
    cell.send({ type: 'batch', ...plan });
    return { ...plan, batchMs: 0, grownBytesPerOperation: 0, retainedBytes: 0 };
  };
  const now = (): Circumstances => ({
    elapsedMs: elapsedMs(),
    limitBytes: settings.limitBytes,
    operations: lastRaw?.operations ?? 0,
  });
  let asked: BatchDone | null = null;

  for (;;) {
    const event = await cell.next(settings.timeoutMs);
    if (signal.aborted) return quiet('interrupted');
    switch (event.type) {
      case 'ready':
        if (event.memwatch !== null)
          log.note(`${event.memwatch}: the harness is not watched by it`);
        asked = sendBatch();
        break;

      case 'raw': {
        // A reading without a further operation is no answer: the operation may wait for ever.
        if (event.sample.operations !== lastRaw?.operations) progressedAtMs = elapsedMs();
        const silentMs = elapsedMs() - progressedAtMs;
        lastRaw = event.sample;
        log.add(event.sample);
        options.onProgress?.({
          elapsedMs: elapsedMs(),
          raw: lastRaw,
          sample: null,
          judgement: null,
        });
        const passed = memoryOver(event.sample, settings.limitBytes * TRANSIENT_LIMIT_FACTOR);
        if (passed !== null) return ofPassedLimit(event.sample.thread, passed, now());
        if (silentMs > settings.timeoutMs) return ofSilence(settings.timeoutMs, now(), false);
        if (elapsedMs() > settings.budgetMs + settings.timeoutMs) return quiet('budget');
        break;
      }

      case 'batch': {
        progressedAtMs = elapsedMs();
        const floors = recordBatch(event.reports, batch, log);
        if (firstFloors.length === 0) firstFloors = floors;
        history.push({
          ...asked!,
          batchMs: slowest(event.reports),
          grownBytesPerOperation: growthRate(firstFloors, floors.length > 0 ? floors : [lastRaw]),
          retainedBytes: retainedBytes(floors),
        });
        if (floors.length > 0) {
          batch++;
          for (const floor of floors) {
            const passed = memoryOver(floor, settings.limitBytes);
            if (passed !== null) return ofPassedLimit(floor.thread, passed, now());
          }
          // Known to leak and on its way into the limit: there is nothing left to find out.
          const judgement =
            certain >= EQUAL_LOOKS ? null : judge({ settings, controls, entries: log.entries });
          options.onProgress?.({
            elapsedMs: elapsedMs(),
            raw: lastRaw,
            sample: floors[0]!,
            judgement,
          });
          if (judgement !== null) certain = isDecided(judgement) ? certain + 1 : 0;
          if (certain >= EQUAL_LOOKS && controls === null) {
            controls = await knownControls(log, options);
            // A heap that was more restless than was taken for granted asks for more floors.
            if (!isDecided(judge({ settings, controls, entries: log.entries }))) certain = 0;
          }
          const intoTheLimit = settings.untilOom && judgement?.verdict !== 'clean';
          if (certain >= EQUAL_LOOKS && !intoTheLimit) return quiet('decided');
        }
        if (elapsedMs() > settings.budgetMs) return quiet('budget');
        asked = sendBatch();
        if (asked === null) return quiet('budget');
        break;
      }

      case 'memwatch':
        log.add(memwatchEvent(event));
        break;

      case 'worker-exit':
        log.add({
          type: 'event',
          event: 'worker-exit',
          elapsedMs: elapsedMs(),
          thread: event.thread,
          exitCode: event.exitCode,
        });
        break;

      case 'failure':
        return ofFailure(event.thread, event.failure, now());

      case 'exit':
        return ofExit(event, now());

      case 'silent':
        return ofSilence(event.silentMs, now(), asked === null);

      case 'stopped':
        break;
    }
  }
}

/**
 * Garbage may stand high above the limit of what is kept, but not without end: V8 does not limit
 * array buffers at all.
 */
const TRANSIENT_LIMIT_FACTOR = 4;

const slowest = (reports: readonly BatchReport[]): number =>
  Math.max(...reports.map((report) => report.batchMs));

import type { BatchReport, FromCell } from '../agent/protocol.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { judge } from '../analysis/verdict.ts';
import type {
  Controls,
  Entry,
  Expected,
  Header,
  Memory,
  Outcome,
  RawSample,
  RecordedError,
  Sample,
  Settings,
  Subject,
} from '../record/schema.ts';
import type { SubjectSource } from '../subject/source.ts';
import type { Cell, CellEvent } from './cell.ts';
import { startCell } from './cell.ts';
import { lastWords } from './last-words.ts';
import type { Log } from './log.ts';
import { openLog } from './log.ts';
import { growthRate, memoryOver } from './readings.ts';
import type { BatchDone } from './schedule.ts';
import { planBatch, seededRandom } from './schedule.ts';

/** A subject and where it is found; `expected` travels into the header alone. */
export interface Target {
  readonly subject: Subject;
  readonly source: SubjectSource;
  readonly expected: Expected | null;
}

export interface MeasureOptions {
  readonly target: Target;
  readonly settings: Settings;
  readonly controls: Controls | null;
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
  readonly target: Target;
  readonly path: string;
  readonly header: Header;
  readonly entries: readonly Entry[];
  readonly judgement: Judgement;
  readonly outcome: Outcome;
}

/** Runs one subject in a cell of its own until its verdict is certain, and records all of it. */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { settings, signal, target } = options;
  const startedAt = new Date();
  const originMs = startedAt.getTime();
  const cell = startCell();
  const stopOnAbort = (): void => void cell.end();
  signal.addEventListener('abort', stopOnAbort);
  const { tool, controls, path, overwrite } = options;
  const header = { subject: target.subject, expected: target.expected, tool, settings, controls };
  const log = openLog({ path, overwrite, header }, startedAt);
  try {
    cell.send({
      type: 'start',
      source: target.source,
      threads: settings.threads,
      limitBytes: settings.limitBytes,
      originMs,
    });
    const end = await converse(cell, log, options);
    if (end.end === 'decided' || end.end === 'budget') await takeLeave(cell, log, signal);
    const outcome: Outcome = { type: 'outcome', ...end, elapsedMs: log.elapsedMs() };
    log.add(outcome);
    const judgement = judge({ settings, controls: options.controls, entries: log.entries });
    return {
      target,
      path: options.path,
      header: log.header(),
      entries: log.entries,
      judgement,
      outcome,
    };
  } finally {
    signal.removeEventListener('abort', stopOnAbort);
    log.close();
    await cell.end();
  }
}

type End = Pick<Outcome, 'end' | 'error'>;

/** A teardown that takes longer has had its chance. */
const LEAVE_MS = 1000;

/** Lets the subject tear down. What goes wrong now is recorded, and changes no verdict. */
async function takeLeave(cell: Cell, log: Log, signal: AbortSignal): Promise<void> {
  cell.send({ type: 'stop' });
  const deadline = Date.now() + LEAVE_MS;
  while (!signal.aborted) {
    const event = await cell.next(Math.max(1, deadline - Date.now()));
    if (event.type === 'memwatch') log.add(memwatchEvent(event));
    if (event.type === 'failure') {
      const { error } = event.failure;
      log.add({
        type: 'event',
        event: 'error',
        elapsedMs: log.elapsedMs(),
        thread: event.thread,
        error: { ...error, message: `teardown: ${error.message}` },
      });
    }
    if (event.type === 'stopped' || event.type === 'exit' || event.type === 'silent') return;
  }
}

function memwatchEvent(event: FromCell & { type: 'memwatch' }): Entry {
  const { elapsedMs, stats } = event;
  return { type: 'event', event: 'memwatch', elapsedMs, stats: { ...stats } };
}

/** Batch after batch, until something ends it. */
async function converse(cell: Cell, log: Log, options: MeasureOptions): Promise<End> {
  const { settings, signal, controls } = options;
  const { elapsedMs } = log;
  const random = seededRandom(settings.seed);
  const history: BatchDone[] = [];
  let firstFloors: readonly Sample[] = [];
  let lastRaw: RawSample | null = null;
  let batch = 0;
  let certain = 0;

  const sendBatch = (): BatchDone => {
    const plan = planBatch(history, {
      limitBytes: settings.limitBytes,
      hurry: settings.untilOom && certain >= EQUAL_LOOKS,
      random,
    });
    cell.send({ type: 'batch', ...plan });
    return { ...plan, batchMs: 0, grownBytesPerOperation: 0 };
  };
  let asked: BatchDone | null = null;

  for (;;) {
    const event = await cell.next(settings.timeoutMs);
    if (signal.aborted) return { end: 'interrupted', error: null };
    switch (event.type) {
      case 'ready':
        if (event.memwatch !== null)
          log.note(`${event.memwatch}: the harness is not watched by it`);
        asked = sendBatch();
        break;

      case 'raw': {
        lastRaw = event.sample;
        log.add(event.sample);
        options.onProgress?.({
          elapsedMs: elapsedMs(),
          raw: lastRaw,
          sample: null,
          judgement: null,
        });
        const passed = memoryOver(event.sample, settings.limitBytes * TRANSIENT_LIMIT_FACTOR);
        if (passed !== null) return overLimit(passed, event.sample);
        if (elapsedMs() > settings.budgetMs + settings.timeoutMs)
          return { end: 'budget', error: null };
        break;
      }

      case 'batch': {
        const floors = record(event.reports, batch, log);
        if (firstFloors.length === 0) firstFloors = floors;
        history.push({
          ...asked!,
          batchMs: slowest(event.reports),
          grownBytesPerOperation: growthRate(firstFloors, floors.length > 0 ? floors : [lastRaw]),
        });
        if (floors.length > 0) {
          batch++;
          const passed = memoryOver(floors[0]!, settings.limitBytes);
          if (passed !== null) return overLimit(passed, floors[0]!);
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
          const intoTheLimit = settings.untilOom && judgement?.verdict !== 'clean';
          if (certain >= EQUAL_LOOKS && !intoTheLimit) return { end: 'decided', error: null };
        }
        if (elapsedMs() > settings.budgetMs) return { end: 'budget', error: null };
        asked = sendBatch();
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
        return failed(event);

      case 'exit':
        return exited(event);

      case 'silent':
        return fail(null, {
          name: 'Timeout',
          message: `no answer for ${event.silentMs / 1000} s: an operation hangs, or takes longer than --timeout allows`,
          stack: null,
        });

      case 'stopped':
        break;
    }
  }

  function failed({ thread, failure }: FromCell & { type: 'failure' }): End {
    const { error, exhausted, phase } = failure;
    if (exhausted !== null) {
      const scope = error.name === 'RangeError' || exhausted === 'wasm' ? 'operation' : 'worker';
      return ranOut(exhausted, scope, thread, failure.operations, error);
    }
    const where = phase === 'operation' ? `operation ${failure.operations}: ` : `${phase}: `;
    return fail(thread, { ...error, message: where + error.message });
  }

  function exited(event: CellEvent & { type: 'exit' }): End {
    log.add({
      type: 'event',
      event: 'cell-exit',
      elapsedMs: elapsedMs(),
      exitCode: event.exitCode,
      signal: event.signal,
    });
    const { error, outOfMemory } = lastWords(event);
    return outOfMemory
      ? ranOut('js-heap', 'cell', null, lastRaw?.operations ?? 0, error)
      : fail(null, error);
  }

  function overLimit(memory: Memory, reading: { operations: number; thread: number }): End {
    const mib = Math.round(settings.limitBytes / 2 ** 20);
    return ranOut(memory, 'operation', reading.thread, reading.operations, {
      name: 'MemoryLimit',
      message: `the ${memory} memory passed the limit of ${mib} MiB`,
      stack: null,
    });
  }

  function ranOut(
    memory: Memory,
    scope: 'operation' | 'worker' | 'cell',
    thread: number | null,
    operations: number,
    error: RecordedError,
  ): End {
    log.add({
      type: 'event',
      event: 'out-of-memory',
      elapsedMs: elapsedMs(),
      thread,
      memory,
      limitBytes: settings.limitBytes,
      operations,
      message: error.message,
      scope,
    });
    return { end: 'out-of-memory', error };
  }

  function fail(thread: number | null, error: RecordedError): End {
    log.add({ type: 'event', event: 'error', elapsedMs: elapsedMs(), thread, error });
    return { end: 'failed', error };
  }
}

/** Two looks that agree: a verdict that one floor more would overturn is none. */
const EQUAL_LOOKS = 2;

/**
 * Garbage may stand high above the limit of what is kept, but not without end: V8 does not limit
 * array buffers at all.
 */
const TRANSIENT_LIMIT_FACTOR = 4;

/**
 * Whether the floors are certain of something. A control that failed makes the verdict
 * inconclusive, but more floors would not change that.
 */
function isDecided({ memories }: Judgement): boolean {
  const kinds = memories.map(({ growth }) => growth.kind);
  return kinds.includes('growing') || (kinds.length > 0 && kinds.every((kind) => kind === 'flat'));
}

/** Writes what the workers report of one batch; returns the floors. */
function record(reports: readonly BatchReport[], batch: number, log: Log): Sample[] {
  const floors: Sample[] = [];
  for (const report of reports) {
    const { sample, gc } = report;
    if (sample !== null) floors.push({ ...sample, batch });
    if (gc.minor + gc.major + gc.incremental > 0 && sample !== null) {
      log.add({
        type: 'event',
        event: 'gc',
        elapsedMs: report.elapsedMs,
        thread: sample.thread,
        ...gc,
      });
    }
  }
  for (const floor of floors) log.add(floor);
  return floors;
}

const slowest = (reports: readonly BatchReport[]): number =>
  Math.max(...reports.map((report) => report.batchMs));

import type { Memory, RawSample, Sample, Settings } from '../record/schema.ts';
import type { CellEvent } from './cell.ts';
import { startCell } from './cell.ts';
import type { Log } from './log.ts';
import type { Target } from './measure.ts';

/** How many operations come before the first snapshot, and how many between the two. */
export interface ObjectPlan {
  readonly before: number;
  readonly between: number;
  /** One sample of an allocation in so many bytes. */
  readonly intervalBytes: number;
}

/**
 * Runs a subject that leaks in what JavaScript holds once more, in a cell of its own, and writes down
 * what came between two snapshots of its heap. The verdict stands by then: whatever goes wrong here is
 * a note in the recording.
 */
export async function explainObjects(
  { launch, source }: Target,
  settings: Settings,
  memory: Memory | null,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const samples = log.entries.filter((entry) => entry.type === 'sample');
  const raws = log.entries.filter((entry) => entry.type === 'raw');
  const plan = planObjects(samples, raws, settings);
  if (plan === null) return;
  // Without optimised code: of an inlined function V8 knows no allocation.
  const cell = startCell(launch);
  const stopOnAbort = (): void => void cell.end();
  signal.addEventListener('abort', stopOnAbort);
  try {
    cell.send({
      type: 'start',
      source,
      threads: 1,
      limitBytes: settings.limitBytes,
      originMs: Date.now() - log.elapsedMs(),
      watched: false,
      recorded: false,
    });
    const deadline = Date.now() + LONGEST_MS;
    const next = (wanted: CellEvent['type']): Promise<CellEvent | string> =>
      nextOf(cell.next, wanted, deadline);
    const problem = await converse(
      cell.send,
      next,
      { ...plan, weigh: memory === 'external' ? 'count' : 'bytes' },
      log,
    );
    if (problem !== null && !signal.aborted) note(log, problem);
  } finally {
    signal.removeEventListener('abort', stopOnAbort);
    await cell.end();
  }
}

async function nextOf(
  nextEvent: (silentAfterMs: number) => Promise<CellEvent>,
  wanted: CellEvent['type'],
  deadline: number,
): Promise<CellEvent | string> {
  for (;;) {
    const event = await nextEvent(Math.max(1, deadline - Date.now()));
    if (event.type === wanted) return event;
    if (event.type === 'silent') return `it took longer than ${LONGEST_MS / 1000} s`;
    if (event.type === 'exit') return 'its process ended';
    if (event.type === 'failure') return event.failure.error.message;
  }
}

/** Returns what went wrong, if anything did. */
async function converse(
  send: ReturnType<typeof startCell>['send'],
  next: (wanted: CellEvent['type']) => Promise<CellEvent | string>,
  { before, between, intervalBytes, weigh }: ObjectPlan & { readonly weigh: 'bytes' | 'count' },
  log: Log,
): Promise<string | null> {
  const ready = await next('ready');
  if (typeof ready === 'string') return ready;
  const parts = [
    { operations: before, answer: 'snapshot-taken' },
    { operations: between, answer: 'explained' },
  ] as const;
  for (const { operations, answer } of parts) {
    send({ type: 'batch', operations, settle: false });
    const done = await next('batch');
    if (typeof done === 'string') return done;
    send({ type: 'snapshot', operations, intervalBytes, weigh });
    const given = await next(answer);
    if (typeof given === 'string') return given;
    if (given.type === 'explained') for (const entry of given.entries) log.add(entry);
  }
  return null;
}

const LONGEST_MS = 30_000;

function note(log: Log, problem: string): void {
  log.add({
    type: 'js-note',
    elapsedMs: log.elapsedMs(),
    text: `the run that was to show who holds what failed: ${problem}`,
  });
}

/**
 * So many operations that what leaks stands out, and no more than V8 can write down in a second or two:
 * a snapshot takes 0.1 s for each MB of small objects. What comes before lets what is bounded fill, and a
 * leak that begins late begin. Null where too little was measured to tell.
 */
export function planObjects(
  samples: readonly Sample[],
  raws: readonly RawSample[],
  settings: Settings,
): ObjectPlan | null {
  const last = samples.at(-1);
  const own = samples.filter(({ thread }) => thread === last?.thread);
  const first = own[0];
  if (first === undefined || last === undefined) return null;
  const operations = last.operations - first.operations;
  if (operations <= 0) return null;
  const rate = (size: (sample: Sample) => number): number =>
    Math.max(0, size(last) - size(first)) / operations;
  const objects = rate(({ jsHeapBytes }) => jsHeapBytes);
  const buffers = rate((sample) => sample.arrayBuffersBytes + sample.externalBytes);
  const perMs =
    operations /
    Math.max(
      1,
      own.slice(1).reduce((sum, { batchMs }) => sum + batchMs, 0),
    );
  const most = Math.min(
    settings.iterations ?? Number.POSITIVE_INFINITY,
    last.operations,
    MOST_MS * perMs,
  );
  const within = (objectBytes: number, bufferBytes: number): number =>
    Math.min(objectBytes / objects, bufferBytes / buffers, most / 2);
  const limit = settings.limitBytes / 4;
  const before = within(Math.min(OBJECTS_BEFORE, limit), Math.min(BUFFERS, limit));
  const between = atLeast(within(Math.min(OBJECTS_BETWEEN, limit), Math.min(BUFFERS, limit)));
  const allocated = between * allocationRate(raws);
  const intervalBytes = Math.max(FINEST_BYTES, Math.round(allocated / MOST_SAMPLES));
  return { before: atLeast(before), between, intervalBytes };
}

const atLeast = (operations: number): number => Math.max(FEWEST_OPERATIONS, Math.ceil(operations));

/** Bytes an operation, garbage included: what the heap rises by between its collections. */
function allocationRate(raws: readonly RawSample[]): number {
  let risen = 0;
  let operations = 0;
  for (let i = 1; i < raws.length; i++) {
    const [before, after] = [raws[i - 1]!, raws[i]!];
    if (after.thread !== before.thread || after.operations <= before.operations) continue;
    if (after.heapUsedBytes <= before.heapUsedBytes) continue;
    risen += after.heapUsedBytes - before.heapUsedBytes;
    operations += after.operations - before.operations;
  }
  return operations === 0 ? 0 : risen / operations;
}

/** A sample takes V8 some 5 µs. */
const MOST_SAMPLES = 200_000;
/** Nearly every object is one. */
const FINEST_BYTES = 16;

const OBJECTS_BEFORE = 2 * 2 ** 20;
const OBJECTS_BETWEEN = 2 ** 20;
const BUFFERS = 32 * 2 ** 20;
const FEWEST_OPERATIONS = 8;
/** Of operations, in both parts together. */
const MOST_MS = 4000;

/** In which memories a leak is one of objects and of what they hold. */
export const isOfObjects = (memory: Memory | null): boolean =>
  memory === 'js-heap' || memory === 'array-buffers' || memory === 'external';

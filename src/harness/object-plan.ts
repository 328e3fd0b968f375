import type { RawSample, Sample, Settings } from '../record/schema.ts';

/** How many operations come before the first snapshot, and how many between the two. */
export interface ObjectPlan {
  readonly before: number;
  readonly between: number;
  /** One sample of an allocation in so many bytes. */
  readonly intervalBytes: number;
  /** Whether snapshots are taken: V8 would write for long on a large heap. */
  readonly snapshots: boolean;
}

/** So many operations at most follow, in which calls are counted: enough to tell what runs each time. */
export const MOST_COUNTED = 256;

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
  const fewest = 3 * FEWEST_OPERATIONS;
  if (operations <= 0 || (settings.iterations ?? fewest) < fewest) return null;
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
  const allowed = Math.min(settings.iterations ?? Number.POSITIVE_INFINITY, last.operations);
  // Behind the two parts, some are counted.
  const most = Math.min(
    Math.floor(Math.max(allowed / 3, (allowed - MOST_COUNTED) / 2)),
    (MOST_MS / 2) * perMs,
  );
  const within = (objectBytes: number, bufferBytes: number): number =>
    Math.min(objectBytes / objects, bufferBytes / buffers, most);
  const limit = settings.limitBytes / 4;
  const before = within(Math.min(OBJECTS_BEFORE, limit), Math.min(BUFFERS, limit));
  const between = atLeast(within(Math.min(OBJECTS_BETWEEN, limit), Math.min(BUFFERS, limit)));
  const allocated = between * allocationRate(raws);
  const intervalBytes = Math.max(FINEST_BYTES, Math.round(allocated / MOST_SAMPLES));
  const snapshots = first.jsHeapBytes <= LARGEST_HEAP;
  return { before: atLeast(before), between, intervalBytes, snapshots };
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
/** At rest before it leaks: V8 writes that in about 6 s. */
export const LARGEST_HEAP = 64 * 2 ** 20;
const FEWEST_OPERATIONS = 8;
/** Of both parts together. */
const MOST_MS = 4000;

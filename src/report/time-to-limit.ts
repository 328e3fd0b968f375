import { bytesIn } from '../record/reading.ts';
import type { Entry, Header, Memory, RecordedEvent, Sample } from '../record/schema.ts';
import { bytes } from './format.ts';
import type { Result } from './result.ts';
import type { Finding } from './result-of.ts';

/** How long a leak takes from nothing to the limit that binds it, at the pace that was measured. */
export function timeToLimit(finding: Finding): Result['timeToLimit'] {
  const { header, entries, judgement } = finding;
  const { memory, growth } = judgement;
  const samples = entries.filter((entry) => entry.type === 'sample');
  const first = samples[0];
  if (memory === null || growth === null || first === undefined) return null;
  const rate = growth.bytesPerOperation.estimate;
  const nearest = (
    header.load === undefined
      ? [untilLimit(first, memory, rate, limitOf(header, entries, memory))]
      : ofServer(finding, memory, rate, samples)
  ).sort((a, b) => a.operations - b.operations)[0];
  if (nearest === undefined) return null;
  const { limit, operations } = nearest;
  const { name, limitBytes, shared } = limit;
  const { threads, commonOperations } = header.settings;
  const atOnce = shared && !commonOperations ? threads : 1;
  const ms = (operations / atOnce) * msAnOperation(samples);
  return {
    limit: `${name} ${bytes(limitBytes)}`,
    limitBytes,
    operations,
    seconds: Number((ms / 1000).toPrecision(3)),
  };
}

interface Reached {
  readonly limit: Limit;
  readonly operations: number;
}

function untilLimit(first: Sample, memory: Memory, rate: number, limit: Limit): Reached {
  // What stood there before the first operation is not the leak's.
  const before = Math.max(0, (bytesIn(first, memory) ?? 0) - rate * first.operations);
  return { limit, operations: Math.max(0, Math.floor((limit.limitBytes - before) / rate)) };
}

/**
 * All limits that a server's leak may meet: that of each isolate that grows, which has its own requests
 * alone, and what its processes share. In requests to the whole server.
 */
function ofServer(
  { header, entries, judgement }: Finding,
  memory: Memory,
  rate: number,
  samples: readonly Sample[],
): Reached[] {
  const isolates = entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'isolate' ? [entry] : [],
  );
  const leaking = judgement.threads.filter((one) => one.memory === memory);
  const growing =
    leaking.length === 0 ? [{ thread: samples[0]!.thread, ofAll: rate }] : leaking.map(byRequest);
  const own = growing.flatMap(({ thread, ofAll }) => {
    const first = samples.find((sample) => sample.thread === thread);
    const isolate = isolates.find((one) => one.thread === thread);
    if (first === undefined || ofAll <= 0) return [];
    const limit = ownLimit(memory, isolate, first) ?? limitOf(header, entries, memory);
    return [untilLimit(first, memory, ofAll, limit)];
  });
  const shared = isolates.flatMap(({ cgroup }) => {
    if (cgroup === null) return [];
    const limit = { name: 'cgroup memory', limitBytes: cgroup.limitBytes, shared: true };
    const left = Math.max(0, cgroup.limitBytes - cgroup.usedBytes);
    return [{ limit, operations: Math.floor(left / rate) }];
  });
  return [...own, ...shared];
}

const byRequest = (one: Finding['judgement']['threads'][number]) => ({
  thread: one.thread,
  ofAll: (one.requestShare ?? 1) * (one.bytesPerOperation?.estimate ?? 0),
});

type IsolateEvent = RecordedEvent & { readonly event: 'isolate' };

/** Of a memory that each isolate has a limit of its own for. */
function ownLimit(memory: Memory, isolate: IsolateEvent | undefined, first: Sample): Limit | null {
  if (memory === 'js-heap' && isolate !== undefined) {
    const { threadId, heapLimitBytes: limitBytes } = isolate;
    return { name: threadId === 0 ? 'heap limit' : 'worker heap', limitBytes, shared: false };
  }
  if (memory !== 'wasm' || first.wasmMaximumBytes === null) return null;
  return { name: 'WASM memory', limitBytes: first.wasmMaximumBytes, shared: false };
}

interface Limit {
  readonly name: string;
  readonly limitBytes: number;
  /** Whether all threads fill it together; else each has its own. */
  readonly shared: boolean;
}

/**
 * The limit of the run's workers where it was met or asked for; else the one that a program of the
 * user's has on this machine: leaklab's own default is low, so that leaks end soon.
 */
function limitOf(header: Header, entries: readonly Entry[], memory: Memory): Limit {
  const { settings, tool } = header;
  const met = entries.find((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  const ofWorker = {
    name: OF_WORKER[memory],
    limitBytes: met?.event === 'out-of-memory' ? met.limitBytes : settings.limitBytes,
    shared: false,
  };
  if (met !== undefined || settings.limitGiven) return ofWorker;
  switch (memory) {
    case 'js-heap':
      return tool.heapLimitBytes === null
        ? ofWorker
        : { name: 'heap limit', limitBytes: tool.heapLimitBytes, shared: false };
    case 'wasm':
      return {
        name: 'WASM memory',
        limitBytes: header.wasmMaximumBytes ?? WASM_BYTES,
        shared: false,
      };
    default:
      return tool.memoryBytes === null
        ? ofWorker
        : { name: 'machine memory', limitBytes: tool.memoryBytes, shared: true };
  }
}

const OF_WORKER: Record<Memory, string> = {
  'js-heap': 'worker heap',
  'array-buffers': 'array buffers',
  external: 'external memory',
  wasm: 'WASM memory',
  native: 'process',
};

/** Where a 32-bit linear memory ends. */
const WASM_BYTES = 2 ** 32;

/**
 * The typical time of an operation, without settling. Between the first two floors the length of
 * batches is found out by batches without a floor, whose time no sample holds.
 */
function msAnOperation(samples: readonly Sample[]): number {
  const thread = samples[0]!.thread;
  const mine = samples.filter((sample) => sample.thread === thread);
  const each = mine.slice(1).flatMap((sample, i) => {
    const operations = sample.operations - mine[i]!.operations;
    return operations > 0 ? [sample.batchMs / operations] : [];
  });
  const settled = (each.length > 1 ? each.slice(1) : each).sort((a, b) => a - b);
  return settled[settled.length >> 1] ?? 0;
}

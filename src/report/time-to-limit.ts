import { bytesIn } from '../record/reading.ts';
import type { Entry, Header, Memory, Sample } from '../record/schema.ts';
import { bytes } from './format.ts';
import type { Result } from './result.ts';
import type { Finding } from './result-of.ts';

/** How long a leak takes from nothing to the limit that binds it, at the pace that was measured. */
export function timeToLimit({ header, entries, judgement }: Finding): Result['timeToLimit'] {
  const { memory, growth } = judgement;
  const samples = entries.filter((entry) => entry.type === 'sample');
  const first = samples[0];
  if (memory === null || growth === null || first === undefined) return null;
  const { name, limitBytes, shared } = limitOf(header, entries, memory);
  const rate = growth.bytesPerOperation.estimate;
  // What stood there before the first operation is not the leak's.
  const before = Math.max(0, (bytesIn(first, memory) ?? 0) - rate * first.operations);
  const operations = Math.max(0, Math.floor((limitBytes - before) / rate));
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

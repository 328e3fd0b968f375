import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { HeapCopyMessage } from '../agent/protocol.ts';
import { HeapTooLarge } from '../heap/arena.ts';
import type { Census, Rest } from '../heap/census.ts';
import { takeCensus } from '../heap/census.ts';
import { createMarker } from '../heap/marker.ts';
import { packageRoot } from '../package-root.ts';
import type { WasmHeap } from '../record/schema.ts';

/** What came of one copy. */
export interface FromAnalyst {
  readonly module: string;
  readonly heap: Omit<WasmHeap, 'elapsedMs'> | null;
  readonly note: string | null;
}

const marker = createMarker(
  new WebAssembly.Module(readFileSync(join(packageRoot(), 'src', 'heap', 'mark.wasm'))),
);
/** What is remembered of each heap. */
const rests = new Map<number, Rest[]>();
const segments = new Map<number, HeapCopyMessage['initial']>();

parentPort?.on('message', (message: HeapCopyMessage) => {
  parentPort?.postMessage(analyse(message));
});

function analyse(message: HeapCopyMessage): FromAnalyst {
  const { module, instance } = message;
  try {
    const taken = stockOf(message);
    if (taken === null) {
      return { module, heap: null, note: 'its heap was not in order when it was looked into' };
    }
    rests.set(instance, [...(rests.get(instance) ?? []), taken.rest]);
    return { module, heap: message.final ? entryOf(taken.census, message) : null, note: null };
  } catch (thrown) {
    if (!(thrown instanceof HeapTooLarge)) throw thrown;
    return { module, heap: null, note: `its heap was not analysed: ${thrown.message}` };
  }
}

function stockOf(message: HeapCopyMessage): { census: Census; rest: Rest } | null {
  const { instance } = message;
  if (message.initial.length > 0) segments.set(instance, message.initial);
  return takeCensus(
    marker,
    {
      ...message,
      memory: new Uint8Array(message.memory),
      initial: segments.get(instance) ?? [],
    },
    { ...message, sequences: new Uint32Array(message.sequences) },
    rests.get(instance) ?? [],
  );
}

function entryOf(census: Census, message: HeapCopyMessage): Omit<WasmHeap, 'elapsedMs'> {
  const { thread, operations, module, allocator, stacks, names } = message;
  return {
    type: 'wasm-heap',
    thread,
    operations,
    module,
    allocator,
    pagesBytes: message.memory.byteLength,
    ...census,
    byWindow: [...census.byWindow],
    liveByWindow: [...message.liveByWindow],
    growth: census.growth.map(({ holder, sites, byWindow, buffers, ...group }) => ({
      ...group,
      byWindow: [...byWindow],
      buffers: [...buffers],
      holder:
        holder === null
          ? null
          : { root: named(holder.root, names), path: holder.path.map((step) => ({ ...step })) },
      sites: sites
        .slice(0, MOST_SITES)
        .map(({ stack, ...site }) => ({ ...site, stack: [...(stacks[stack] ?? [])] })),
    })),
  };
}

/** More say nothing that these don't. */
const MOST_SITES = 32;

type Root = NonNullable<Census['growth'][number]['holder']>['root'];
type NamedRoot = NonNullable<WasmHeap['growth'][number]['holder']>['root'];

function named(root: Root, names: HeapCopyMessage['names']): NamedRoot {
  switch (root.kind) {
    case 'outside':
      return root;
    case 'global':
      return { ...root, name: names.globals.find(([index]) => index === root.index)?.[1] ?? null };
    case 'static':
      return { ...root, name: symbolAt(root.from, names.addresses) };
  }
}

/** The symbol that an address belongs to: the last one that begins before it, and not long before. */
function symbolAt(address: number, symbols: HeapCopyMessage['names']['addresses']): string | null {
  const before = symbols.filter(([at]) => at <= address && address - at < NEAR_BYTES);
  const [nearest] = before.sort(([a], [b]) => b - a);
  return nearest?.[1] ?? null;
}

const NEAR_BYTES = 4096;

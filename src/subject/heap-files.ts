import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { RecordedHeaps, TakenHeap } from './recorded-heaps.ts';

/** What a server's isolate writes down of its recorded heaps at once. */
export interface WrittenHeaps {
  readonly heaps: readonly TakenHeap[];
  readonly notes: ReturnType<RecordedHeaps['notes']>;
}

/** Copies of heaps are too large for a line of text, and shared memory can't be written as it is. */
type Written = Omit<WrittenHeaps, 'heaps'> & {
  readonly heaps: readonly (Omit<TakenHeap, 'memory' | 'sequences'> & {
    readonly memory: Uint8Array;
    readonly sequences: Uint8Array;
  })[];
};

export function writeHeaps(path: string, { heaps, notes }: WrittenHeaps): void {
  const plain = (shared: SharedArrayBuffer): Uint8Array => new Uint8Array(shared).slice();
  const written: Written = {
    notes,
    heaps: heaps.map((heap) => ({
      ...heap,
      memory: plain(heap.memory),
      sequences: plain(heap.sequences),
    })),
  };
  writeFileSync(path, serialize(written));
}

export function readHeaps(path: string): WrittenHeaps {
  const { heaps, notes } = deserialize(readFileSync(path)) as Written;
  const shared = (plain: Uint8Array): SharedArrayBuffer => {
    const buffer = new SharedArrayBuffer(plain.byteLength);
    new Uint8Array(buffer).set(plain);
    return buffer;
  };
  return {
    notes,
    heaps: heaps.map((heap) => ({
      ...heap,
      memory: shared(heap.memory),
      sequences: shared(heap.sequences),
    })),
  };
}

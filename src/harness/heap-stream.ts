import type { Readable } from 'node:stream';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import { createSnapshotReader } from '../heap/snapshot-reader.ts';
import { snapshotModule } from './snapshot-file.ts';

/** Of a snapshot in a run; its graph takes a third of the text at most. */
const MEMORY_BYTES = 2 * 2 ** 30;

/** Reads a snapshot that V8 was asked for while it writes it. */
export async function readHeapStream(asked: Readable | Promise<Readable>): Promise<HeapGraph> {
  // Compiled while the thread comes to rest.
  const reader = createSnapshotReader(snapshotModule(), { memoryBytes: MEMORY_BYTES });
  for await (const chunk of await asked) {
    reader.write(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer));
  }
  const graph = reader.end();
  return { ...graph, strings: remembered(graph.strings) };
}

/** Names are asked for again and again, and a run's heap is small. */
function remembered(table: StringTable): StringTable {
  const { count, get } = table;
  // Of its full length from the start: one that grows by chance places becomes a hash table.
  const texts = new Array<string | undefined>(count);
  return {
    ...table,
    get: (index) => {
      let text = texts[index];
      if (text === undefined) {
        text = get(index);
        texts[index] = text;
      }
      return text;
    },
  };
}

import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import { createSnapshotReader } from '../heap/snapshot-reader.ts';
import { snapshotModule } from './snapshot-file.ts';

/** Of a snapshot in a run; its graph takes a third of the text at most. */
const MEMORY_BYTES = 2 * 2 ** 30;

/** Reads a snapshot that V8 was asked for while it writes it. */
export async function readHeapStream(asked: Readable | Promise<Readable>): Promise<HeapGraph> {
  // Compiled while the thread comes to rest.
  const reader = createSnapshotReader(snapshotModule(), { memoryBytes: MEMORY_BYTES });
  await eachChunk(await asked, (chunk) => reader.write(chunk));
  const graph = reader.end();
  return { ...graph, strings: remembered(graph.strings) };
}

/**
 * V8 writes all of a snapshot at once, whatever is asked for: read by iteration, a stream joins what
 * waits in it first, which copies it as a whole.
 */
export async function eachChunk(stream: Readable, see: (chunk: Buffer) => void): Promise<void> {
  stream.on('data', (chunk: Buffer | string) => {
    try {
      see(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    } catch (thrown) {
      stream.destroy(thrown as Error);
    }
  });
  await finished(stream);
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

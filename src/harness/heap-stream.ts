import type { Readable } from 'node:stream';
import { plainGraph } from '../../test/helpers/plain-snapshot.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';

export async function readHeapStream(stream: Readable): Promise<HeapGraph> {
  const parts: string[] = [];
  for await (const part of stream) parts.push(String(part));
  return plainGraph(JSON.parse(parts.join('')));
}

import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readHeapStream } from '../../src/harness/heap-stream.ts';
import { plainGraph } from '../helpers/plain-snapshot.ts';
import { snapshotText } from '../helpers/snapshot-text.ts';

const TEXT = snapshotText();
const EXPECTED = plainGraph(JSON.parse(TEXT));

describe('a snapshot that is streamed', () => {
  it.each([
    { what: 'in one piece', chunks: [TEXT] },
    {
      what: 'in pieces of bytes',
      chunks: Array.from(Buffer.from(TEXT), (byte) => Buffer.from([byte])),
    },
    { what: 'in pieces of text', chunks: TEXT.match(/.{1,7}/gs)! },
  ])('is read $what', async ({ chunks }) => {
    const graph = await readHeapStream(Readable.from(chunks));
    expect([...graph.nodeId]).toEqual([...EXPECTED.nodeId]);
    expect([...graph.edgeTo]).toEqual([...EXPECTED.edgeTo]);
    expect(graph.strings.get(1)).toBe('Map');
  });

  it.each([
    {
      what: 'that ends too early',
      stream: () => Readable.from([TEXT.slice(0, -9)]),
      says: /the end/,
    },
    { what: 'that is none', stream: () => Readable.from(['<html>']), says: /heap snapshot/ },
    {
      what: 'whose worker ended',
      stream: () =>
        new Readable({
          read() {
            this.destroy(new Error('the worker is gone'));
          },
        }),
      says: /the worker is gone/,
    },
  ])('is refused $what', async ({ stream, says }) => {
    await expect(readHeapStream(stream())).rejects.toThrow(says);
  });
});

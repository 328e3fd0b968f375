import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapSnapshot } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { SnapshotError } from '../../src/heap/snapshot-error.ts';
import { createIdReader, createSnapshotReader } from '../../src/heap/snapshot-reader.ts';
import { packageRoot } from '../../src/package-root.ts';
import { plainGraph } from '../helpers/plain-snapshot.ts';
import type { SnapshotParts } from '../helpers/snapshot-text.ts';
import { snapshotText } from '../helpers/snapshot-text.ts';

const module = new WebAssembly.Module(
  readFileSync(join(packageRoot(), 'src', 'heap', 'snapshot.wasm')),
);
const AMPLE = 2 ** 30;

/** A graph whose texts are decoded, so that two can be compared. */
const told = (graph: HeapGraph) => ({
  ...graph,
  strings: Array.from({ length: graph.strings.count }, (_, i) => graph.strings.get(i)),
});

/** Names of what differs: to compare arrays element by element takes long where there are millions. */
function differences(graph: HeapGraph, expected: ReturnType<typeof told>): string[] {
  const flat = (graph: ReturnType<typeof told>) =>
    Object.entries({ ...graph, ...graph.locations, locations: 0 });
  const others = new Map<string, unknown>(flat(expected));
  return flat(told(graph)).flatMap(([name, value]) => {
    const other = others.get(name);
    const isSame =
      ArrayBuffer.isView(value) && ArrayBuffer.isView(other)
        ? value.constructor === other.constructor &&
          Buffer.from(value.buffer).equals(Buffer.from(other.buffer))
        : JSON.stringify(value) === JSON.stringify(other);
    return isSame ? [] : [name];
  });
}

function readAll(
  bytes: Uint8Array,
  chunkLength: () => number = () => bytes.length,
  memoryBytes = AMPLE,
): HeapGraph {
  const reader = createSnapshotReader(module, { memoryBytes, inputBytes: bytes.length });
  for (let at = 0; at < bytes.length; ) {
    const chunk = bytes.subarray(at, at + chunkLength());
    reader.write(chunk);
    at += chunk.length;
  }
  return reader.end();
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): HeapGraph => readAll(bytesOf(text));

function faultOf(act: () => unknown): SnapshotError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof SnapshotError) return thrown;
    throw thrown;
  }
  throw new Error('It was read.');
}

describe('a snapshot of this process', () => {
  let bytes: Uint8Array;
  let expected: ReturnType<typeof told>;
  beforeAll(async () => {
    const kept = Array.from({ length: 500 }, (_, i) => ({ [`key ${i}`]: `"é\\\n${i}`, i }));
    const chunks: Buffer[] = [];
    for await (const chunk of getHeapSnapshot()) chunks.push(chunk as Buffer);
    expect(kept).toHaveLength(500);
    bytes = new Uint8Array(Buffer.concat(chunks));
    expected = told(plainGraph(JSON.parse(Buffer.concat(chunks).toString())));
  }, 60_000);

  const random = seededRandom(3);
  it.each([
    { name: 'at once', length: () => AMPLE },
    { name: 'in pieces of 64 KiB', length: () => 1 << 16 },
    { name: 'in pieces of 7 bytes', length: () => 7 },
    { name: 'in pieces of any length', length: () => 1 + Math.floor(random() ** 8 * 300_000) },
  ])(
    'is read $name as JSON.parse reads it',
    ({ length }) => {
      expect(differences(readAll(bytes, length), expected)).toEqual([]);
    },
    60_000,
  );

  it('is read when it is put into the memory of the reader', () => {
    const reader = createSnapshotReader(module, { memoryBytes: AMPLE });
    for (let at = 0; at < bytes.length; at += reader.input.length) {
      const piece = bytes.subarray(at, at + reader.input.length);
      reader.input.set(piece);
      reader.advance(piece.length);
    }
    expect(differences(reader.end(), expected)).toEqual([]);
  });

  it('has the same ids where these alone are read, of the nodes alone', () => {
    const reader = createIdReader(module, { memoryBytes: AMPLE });
    const nodesEnd = Buffer.from(bytes).indexOf('"edges":');
    reader.write(bytes.subarray(0, nodesEnd));
    expect(reader.isDone).toBe(true);
    expect(reader.end()).toEqual(expected.nodeId);
  });

  it('is refused wherever it ends too early', () => {
    for (let part = 0; part < 40; part++) {
      const length = Math.floor((bytes.length * part) / 40);
      const { offset, found } = faultOf(() => readAll(bytes.subarray(0, length)));
      // One that is too short for its counts is refused before its end is seen.
      if (found === 'the end of the snapshot') expect(offset).toBe(length);
      else expect(offset).toBeLessThan(length);
    }
  });
});

describe('a snapshot', () => {
  const plain = (text: string): ReturnType<typeof told> => told(plainGraph(JSON.parse(text)));

  it.each<{ name: string; text: string }>([
    { name: 'that is small', text: snapshotText() },
    {
      name: 'with spaces wherever JSON has them',
      text: snapshotText().replaceAll(/[[\]{},:]/g, (mark) => ` \t\r\n${mark} \n`),
    },
    {
      name: 'without detachedness, and with its fields in another order',
      text: snapshotText({
        nodeFields: ['id', 'edge_count', 'self_size', 'name', 'type'],
        nodes: [1, 2, 0, 0, 0, 3, 0, 7_000_000_000, 1, 1, 5, 0, 1e15, 2, 1],
        edgeFields: ['to_node', 'type', 'name_or_index'],
        edges: [5, 1, 1, 10, 0, 4_000_000_000],
        locations: [],
      }),
    },
    {
      name: 'without edges',
      text: snapshotText({ nodes: [0, 0, 1, 0, 0, 0, 0], edges: [], locations: [] }),
    },
    {
      name: 'with members that nobody knows',
      text: snapshotText({
        others: [
          '"trace_tree":[1,[2,{"a":"]}\\""}],3]',
          '"a":-1.5e3',
          '"b":null',
          '"c":"text \\"]"',
          '"d":{}',
          '"e\\"":[]',
        ],
      }),
    },
    {
      name: 'with locations in any order',
      text: snapshotText({ locations: [14, 1, 2, 3, 0, 4, 5, 6, 14, 7, 8, 9] }),
    },
    {
      name: 'with texts of every kind',
      text: snapshotText({
        texts: ['""', '"\\u00e9\\ud83d\\ude00\\ud800"', '"\\b\\f\\n\\r\\t\\/\\\\\\""', '"é😀"'],
      }),
    },
    {
      name: 'with a text that is longer than a piece',
      text: snapshotText({ texts: ['""', '"b"', `"${'0123456789'.repeat(300_000)}"`, '"d"'] }),
    },
    {
      name: 'with more rows and texts than a block',
      text: snapshotText({
        nodes: Array.from({ length: 20_000 }, (_, i) => [0, i, i, i, 0, 0, i % 3]).flat(),
        edges: [],
        texts: Array.from({ length: 20_000 }, (_, i) => `"${i}"`),
      }),
    },
  ])('$name is read as JSON.parse reads it', ({ text }) => {
    const expected = plain(text);
    expect(told(read(text))).toEqual(expected);
    if (text.length < 10_000) expect(told(readAll(bytesOf(text), () => 1))).toEqual(expected);
  });

  it('has bytes that are no UTF-8 as U+FFFD, and control characters as they are', () => {
    const text = Buffer.from(snapshotText({ texts: ['"a"', '"x@y"', '"\\ud8"', '"\u0001\n"'] }));
    text[text.indexOf('@')] = 0xff;
    const { strings } = readAll(new Uint8Array(text));
    expect(strings.get(1)).toBe('x\ufffdy');
    expect(strings.get(2)).toBe('ud8');
    expect(strings.get(3)).toBe('\u0001\n');
    expect(() => strings.get(4)).toThrow(RangeError);
    expect(() => strings.get(-1)).toThrow(RangeError);
  });
});

describe('a snapshot is refused', () => {
  const header = (over: object): string => snapshotText({ header: over });
  it.each<{ name: string; text: string; at: string | number; says: RegExp }>([
    {
      name: 'that is empty',
      text: '',
      at: 0,
      says: /the beginning of a heap snapshot.*found the end/,
    },
    { name: 'that is a list', text: '[1]', at: 0, says: /found '\['/ },
    { name: 'that is an object', text: '{"a":1}', at: 7, says: /an object without/ },
    { name: 'that is a profile', text: '{"nodes":[{"id":1}]}', at: 9, says: /found 'nodes'/ },
    {
      name: 'with more behind it',
      text: `${snapshotText()}x`,
      at: snapshotText().length,
      says: /nothing more/,
    },
    {
      name: 'whose header is broken',
      text: '{"snapshot":{"meta":}}',
      at: 12,
      says: /JSON in 'snapshot'/,
    },
    {
      name: 'whose fields are unknown',
      text: snapshotText({ nodeFields: ['type', 'name'] }),
      at: '{"meta',
      says: /node_fields/,
    },
    {
      name: 'whose types are no list',
      text: header({ meta: { ...META, node_types: 'a' } }),
      at: '{"meta',
      says: /node_types/,
    },
    {
      name: 'that counts no nodes',
      text: header({ node_count: 0 }),
      at: '{"meta',
      says: /node_count/,
    },
    {
      name: 'that counts too many nodes',
      text: header({ node_count: 4e9 }),
      at: '{"meta',
      says: /node_count/,
    },
    {
      name: 'that counts more edges than there are numbers for',
      text: header({ edge_count: 2 ** 31 - 1 }),
      at: '{"meta',
      says: /'edge_count' in 'snapshot': a count below 2147483647/,
    },
    {
      name: 'that is too short for its nodes',
      text: header({ node_count: 1e6 }),
      at: '{"meta',
      says: /at least 14,000,/,
    },
    {
      name: 'with fewer nodes than counted',
      text: header({ node_count: 4 }),
      at: '],"edges"',
      says: /expected 4 nodes, found 3\. .* 3 of 4 nodes/,
    },
    {
      name: 'with more nodes than counted',
      text: header({ node_count: 2 }),
      at: '2,2,5,',
      says: /the end of 'nodes' after 2/,
    },
    {
      name: 'with fewer edges than counted',
      text: header({ edge_count: 3 }),
      at: ',"edges"',
      says: /the 3 edges of the header/,
    },
    {
      name: 'with more edges than counted',
      text: header({ edge_count: 1 }),
      at: '2,0,0,1,1',
      says: /'edge_count' of node 0 within the 1 edges/,
    },
    {
      name: 'with a row that is torn',
      text: snapshotText({ edges: [1, 1, 7, 0, 3] }),
      at: '],"locations"',
      says: /'to_node' of edge 1, found the end/,
    },
    {
      name: 'with a type that there is not',
      text: snapshotText({ edges: [2, 1, 7, 0, 3, 14] }),
      at: '2,1,7,0',
      says: /one of 2 types as 'type' of edge 0, found 2/,
    },
    {
      name: 'with an edge to no node',
      text: snapshotText({ edges: [1, 1, 7, 0, 3, 21] }),
      at: '21]',
      says: /'to_node' of edge 1: a multiple of 7 below 21, found 21/,
    },
    {
      name: 'with an edge into a node',
      text: snapshotText({ edges: [1, 1, 8, 0, 3, 14] }),
      at: '8,0,3',
      says: /'to_node' of edge 0/,
    },
    {
      name: 'with a number that is too large',
      text: snapshotText({ edges: [1, 4294967296, 7, 0, 3, 14] }),
      at: '4294967296',
      says: /a smaller number as 'name_or_index' of edge 0, found 4294967296/,
    },
    {
      name: 'with an endless number',
      text: snapshotText().replace('"edges":[1', `"edges":[${'9'.repeat(99)}`),
      at: '999',
      says: /a smaller number/,
    },
    {
      name: 'with a negative number',
      text: snapshotText({ edges: [1, -1, 7, 0, 3, 14] }),
      at: '-1',
      says: /found '-'/,
    },
    {
      name: 'with a fraction',
      text: snapshotText({ edges: [1, 1.5, 7, 0, 3, 14] }),
      at: '.5',
      says: /',' or ']' in 'edges', found '\.'/,
    },
    {
      name: 'with a name that there is not',
      text: snapshotText({ edges: [1, 4, 7, 0, 3, 14] }),
      at: '1,4,7',
      says: /one of 4 strings, found string 4/,
    },
    {
      name: 'with a text that is none',
      text: snapshotText({ texts: ['"a"', 'null'] }),
      at: 'null',
      says: /a string of 'strings', found 'n'/,
    },
    {
      name: 'with two lists of nodes',
      text: snapshotText({ others: ['"nodes":[]'] }),
      at: '[]}',
      says: /a second one/,
    },
    {
      name: 'without strings',
      text: snapshotText().replace('"strings"', '"others"'),
      at: snapshotText().length - 1,
      says: /expected 'strings'/,
    },
  ])('$name', ({ text, at, says }) => {
    const fault = faultOf(() => read(text));
    expect(fault.message).toMatch(says);
    expect(fault.offset).toBe(typeof at === 'number' ? at : text.indexOf(at));
    expect(faultOf(() => readAll(bytesOf(text), () => 1)).message).toBe(fault.message);
  });

  it('before it takes more memory than it may', () => {
    const few: SnapshotParts = { header: { node_count: 20_000_000, edge_count: 2 } };
    const reader = createSnapshotReader(module, { memoryBytes: 10_000_000 });
    const { message } = faultOf(() => reader.write(bytesOf(snapshotText(few))));
    expect(message).toMatch(/fits into 10,000,000 bytes of memory, found one that needs 44/);
  });

  it('when its texts take more memory than it may', () => {
    const texts = Array.from({ length: 400_000 }, () => '"0123456789"');
    const { message } = faultOf(() =>
      readAll(bytesOf(snapshotText({ texts })), undefined, 5_000_000),
    );
    expect(message).toMatch(
      /fits into 5,000,000 bytes.* 3 of 3 nodes, 2 of 2 edges, [1-9][\d,]+ strings/,
    );
  });
});

const META = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [['synthetic', 'object', 'closure']],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [['element', 'property']],
};

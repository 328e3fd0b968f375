import { describe, expect, it } from 'vitest';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { keyBefore } from '../../src/heap/table-keys.ts';
import { mapOf } from '../helpers/object-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

describe('the key of a value', () => {
  const heap = tinyHeap<string>({
    root: {},
    ...mapOf('map', [
      ['ada', 'session'],
      ['object', 'other'],
    ]),
    ada: { type: 'string', name: 'user-1' },
    object: {},
    session: {},
    other: {},
    unseen: { type: 'array', edges: ['internal 3 → ada', 'internal 7 → session'] },
    array: { name: 'Array', edges: ['[0] → ada', '[1] → session'] },
    list: { type: 'array', edges: ['[0] → ada', '[1] → session'] },
  });
  const keyIn = (graph: HeapGraph, table: string, value: string): string | null => {
    const node = heap.node[table]!;
    const edge = graph.edgeTo.indexOf(heap.node[value]!, graph.firstEdge[node]);
    return keyBefore(graph, node, edge);
  };

  it('is the text before it in a table', () => {
    expect(keyIn(heap, 'map-table', 'session')).toBe('user-1');
  });

  it.each([
    ['that is no text', 'map-table', 'other'],
    ['before a key', 'map-table', 'ada'],
    ['that is a number, which no edge leads to', 'unseen', 'session'],
    ['where there is no table', 'array', 'session'],
    ['in a list', 'list', 'session'],
  ])('is none %s', (_, table, value) => {
    expect(keyIn(heap, table, value)).toBeNull();
  });

  it('is looked for among the few that stand right before', () => {
    const entries = Array.from({ length: 1000 }, (_, i) => `e${i}`);
    const large = tinyHeap<string>({
      table: { type: 'array', edges: entries.map((key, i) => `internal ${3 * i + 4} → ${key}`) },
      ...Object.fromEntries(entries.map((key) => [key, {}])),
    });
    let reads = 0;
    const get = (at: number): string => {
      reads++;
      return large.strings.get(at);
    };
    const strings = { ...large.strings, get };
    expect(keyBefore({ ...large, strings }, 0, 999)).toBeNull();
    expect(reads).toBeLessThan(4);
  });
});

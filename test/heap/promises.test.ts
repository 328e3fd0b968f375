import { describe, expect, it } from 'vitest';
import { countPromises } from '../../src/heap/promises.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const heap = tinyHeap({
  root: { edges: ['a → settled', 'b → awaited', 'c → silent'] },
  settled: { name: 'Promise', edges: ['internal reactions_or_result → value'] },
  awaited: { name: 'Promise', edges: ['internal reactions_or_result → reaction'] },
  silent: { name: 'Promise', id: 77 },
  reaction: { type: 'hidden', name: 'system / PromiseReaction' },
  value: { name: 'Promised' },
});

describe('promises', () => {
  it('are counted by what a snapshot tells of them', () => {
    expect(countPromises(heap, heap.nodeId.keys())).toEqual({
      count: 3,
      unsettled: 1,
      uncertain: [77],
    });
  });

  it('are only those that matter', () => {
    const only = (key: keyof typeof heap.node) => countPromises(heap, [heap.node[key]]);
    expect(only('settled')).toEqual({ count: 1, unsettled: 0, uncertain: [] });
    expect(only('awaited')).toEqual({ count: 1, unsettled: 1, uncertain: [] });
    expect(only('silent')).toEqual({ count: 1, unsettled: 0, uncertain: [77] });
    expect(only('value')).toEqual({ count: 0, unsettled: 0, uncertain: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { dominators } from '../../src/heap/dominators.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { retainedSizes } from '../../src/heap/retained-sizes.ts';
import { strongTargets } from '../../src/heap/strong-targets.ts';
import { randomHeap } from '../helpers/random-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const treeOf = (heap: HeapGraph) => dominators(heap, strongTargets(heap));

describe('the dominator of an object', () => {
  it('is who alone leads to it', () => {
    const heap = tinyHeap({
      root: { edges: ['a → a', 'b → b'] },
      a: { edges: ['own → own', 'shared → shared'] },
      b: { edges: ['shared → shared'] },
      own: {},
      shared: { edges: ['below → below'] },
      below: {},
    });
    const { root, a, b, own, shared, below } = heap.node;
    const { dominator, reachedCount } = treeOf(heap);
    expect([...dominator]).toEqual([root, root, root, a, root, shared]);
    expect([own, b, below, reachedCount]).toEqual([3, 2, 5, 6]);
  });

  it('is found where the ways to it cross (Lengauer and Tarjan, figure 1)', () => {
    const ways: Record<string, string> = {
      r: 'abc',
      a: 'd',
      b: 'ade',
      c: 'fg',
      d: 'l',
      e: 'h',
      f: 'i',
      g: 'ij',
      h: 'ek',
      i: 'k',
      j: 'i',
      k: 'ir',
      l: 'h',
    };
    const heap = tinyHeap(
      Object.fromEntries(
        Object.entries(ways).map(([key, to]) => [key, { edges: [...to].map((t) => `x → ${t}`) }]),
      ),
    );
    const keys = Object.keys(ways);
    const { dominator } = treeOf(heap);
    const found = Object.fromEntries(keys.map((key, i) => [key, keys[dominator[i]!]!]));
    expect(found).toEqual({
      ...{ r: 'r', a: 'r', b: 'r', c: 'r', d: 'r', e: 'r', h: 'r', i: 'r', k: 'r' },
      ...{ f: 'c', g: 'c', j: 'g', l: 'd' },
    });
  });

  it('of what no strong edge leads to is the root, or who holds it there', () => {
    const heap = tinyHeap({
      root: { edges: ['weak 1 → lost', 'a → a'] },
      held: {},
      lost: { edges: ['held → held', 'a → a'] },
      a: {},
      ring: { edges: ['next → ring2'] },
      ring2: { edges: ['next → ring'] },
    });
    const { root, lost, ring } = heap.node;
    const { dominator, reachedCount } = treeOf(heap);
    expect([...dominator]).toEqual([root, lost, root, root, root, ring]);
    expect(reachedCount).toBe(2);
  });

  it('is found in a list of a million without a stack overflow', () => {
    const count = 1_000_000;
    const one = tinyHeap({ root: { edges: ['x → root'] } });
    const list: HeapGraph = {
      ...one,
      nodeCount: count,
      edgeCount: count - 1,
      nodeType: new Uint8Array(count),
      nodeName: new Uint32Array(count),
      nodeId: Uint32Array.from({ length: count }, (_, i) => i),
      selfSize: new Float64Array(count).fill(2 ** 13),
      firstEdge: Uint32Array.from({ length: count + 1 }, (_, i) => Math.min(i, count - 1)),
      edgeType: new Uint8Array(count - 1).fill(2),
      edgeName: new Uint32Array(count - 1),
      edgeTo: Uint32Array.from({ length: count - 1 }, (_, i) => i + 1),
    };
    const tree = treeOf(list);
    expect(tree.dominator[count - 1]).toBe(count - 2);
    // 8 GB: beyond what 32 bits hold.
    expect(retainedSizes(list, tree)[0]).toBe(count * 2 ** 13);
  });

  it('and what it retains are those of the definition, on a thousand random graphs', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const heap = randomHeap(seed);
      const tree = treeOf(heap);
      const expected = naiveDominators(heap, tree.order, tree.reachedCount);
      expect([...tree.dominator], `seed ${seed}`).toEqual(expected.nearest);
      expect([...retainedSizes(heap, tree)], `seed ${seed}`).toEqual(expected.retained);
      const place = new Map([...tree.order].map((node, i) => [node, i]));
      expect(place.size).toBe(heap.nodeCount);
      for (const node of tree.order.slice(1)) {
        expect(place.get(tree.dominator[node]!)).toBeLessThan(place.get(node)!);
      }
    }
  });
});

/**
 * By the definition: a node dominates what can't be reached without it. What is beyond `reached` may
 * begin anew from the root where the order has a node that nothing before it in the order leads to.
 */
function naiveDominators(heap: HeapGraph, order: Uint32Array, reachedCount: number) {
  const strongTo = strongTargets(heap);
  const edges = Array.from({ length: heap.nodeCount }, (_, node) => [
    ...strongTo.slice(heap.firstEdge[node]!, heap.firstEdge[node + 1]!),
  ]);
  const reach = (starts: readonly number[], without: number): Set<number> => {
    const seen = new Set<number>();
    const waiting = starts.filter((node) => node !== without);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      waiting.push(...edges[node]!.filter((to) => to !== without));
    }
    return seen;
  };
  const starts = [0];
  expect(reach(starts, -1).size).toBe(reachedCount);
  for (const node of order.slice(reachedCount)) {
    if (!reach(starts, -1).has(node)) starts.push(node);
  }
  const dominated = Array.from({ length: heap.nodeCount }, (_, node) => {
    const rest = node === 0 ? new Set<number>() : reach(starts, node);
    return Array.from({ length: heap.nodeCount }, (_, other) => other).filter(
      (other) => !rest.has(other),
    );
  });
  const retained = dominated.map((nodes) => nodes.reduce((sum, n) => sum + heap.selfSize[n]!, 0));
  const nearest = Array.from({ length: heap.nodeCount }, (_, node) => {
    const above = dominated.flatMap((nodes, other) =>
      other !== node && nodes.includes(node) ? [other] : [],
    );
    // The nearest dominates the least.
    return above.sort((a, b) => dominated[a]!.length - dominated[b]!.length)[0] ?? 0;
  });
  return { nearest, retained };
}

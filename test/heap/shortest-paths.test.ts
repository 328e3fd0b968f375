import { describe, expect, it } from 'vitest';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { pathTo, shortestPaths } from '../../src/heap/shortest-paths.ts';
import { strongTargets } from '../../src/heap/strong-targets.ts';
import { randomHeap } from '../helpers/random-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const pathsOf = (heap: HeapGraph) => shortestPaths(heap, strongTargets(heap));

describe('the path to an object', () => {
  it('is the shortest of strong edges', () => {
    const heap = tinyHeap({
      root: { edges: ['weak 1 → c', 'a → a', 'b → b'] },
      a: { edges: ['b → b'] },
      b: { edges: ['c → c'] },
      c: {},
      lost: { edges: ['c → c'] },
    });
    const { root, b, c, lost } = heap.node;
    const paths = pathsOf(heap);
    expect(pathTo(paths, c)).toEqual([root, b, c]);
    expect(pathTo(paths, root)).toEqual([root]);
    expect(pathTo(paths, lost)).toEqual([]);
  });

  it('leads through prototypes, shapes and what is on the stack only where nothing else does', () => {
    const heap = tinyHeap({
      root: { edges: ['[1] → roots', 'shortcut 2 → global'] },
      roots: { type: 'synthetic', name: '(GC roots)', edges: ['[1] → stack'] },
      stack: { type: 'synthetic', name: '(Stack roots)', edges: ['internal 1 → cache'] },
      global: { edges: ['app → app', '__proto__ → proto'] },
      app: { edges: ['state → state'] },
      state: { edges: ['cache → cache'] },
      cache: {},
      proto: { edges: ['cache → cache', 'own → own'] },
      own: {},
    });
    const { root, global, app, state, cache, proto, own } = heap.node;
    const paths = pathsOf(heap);
    expect(pathTo(paths, cache)).toEqual([root, global, app, state, cache]);
    expect(pathTo(paths, own)).toEqual([root, global, proto, own]);
  });

  it('leads through what runs right now only where nothing else does', () => {
    const heap = tinyHeap({
      root: { edges: ['[1] → strong', 'shortcut 2 → global'] },
      strong: {
        type: 'synthetic',
        name: '(Strong roots)',
        edges: ['internal current_microtask → job'],
      },
      job: { edges: ['cache → cache'] },
      global: { edges: ['app → app'] },
      app: { edges: ['state → state'] },
      state: { edges: ['cache → cache'] },
      cache: {},
    });
    const { root, global, app, state, cache, strong, job } = heap.node;
    expect(pathTo(pathsOf(heap), cache)).toEqual([root, global, app, state, cache]);
    expect(pathTo(pathsOf(heap), job)).toEqual([root, strong, job]);
  });

  it.each(['map', 'code', 'script', 'shared'])(
    'takes a property %s for one of the program',
    (name) => {
      const heap = tinyHeap({
        root: { edges: ['app → app'] },
        app: {
          edges: [`${name} → cache`, 'internal properties → properties', `internal ${name} → v8`],
        },
        properties: { type: 'array', edges: ['[0] → cache', '[1] → v8'] },
        cache: {},
        v8: {},
      });
      const { root, app, properties, cache, v8 } = heap.node;
      expect(pathTo(pathsOf(heap), cache)).toEqual([root, app, cache]);
      expect(pathTo(pathsOf(heap), v8)).toEqual([root, app, properties, v8]);
    },
  );

  it('is as long as a plain search finds it, on random graphs', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const heap = randomHeap(seed);
      const strongTo = strongTargets(heap);
      const distance = new Map([[0, 0]]);
      for (const [node, steps] of distance) {
        for (let edge = heap.firstEdge[node]!; edge < heap.firstEdge[node + 1]!; edge++) {
          const to = strongTo[edge]!;
          if (!distance.has(to)) distance.set(to, steps + 1);
        }
      }
      const paths = pathsOf(heap);
      for (let node = 0; node < heap.nodeCount; node++) {
        const length = pathTo(paths, node).length;
        expect(length, `seed ${seed}, node ${node}`).toBe((distance.get(node) ?? -1) + 1);
      }
    }
  });

  it('is the same where few are asked for, and no more is looked for than these', () => {
    for (let seed = 0; seed < 50; seed++) {
      const heap = randomHeap(seed);
      const strongTo = strongTargets(heap);
      const all = shortestPaths(heap, strongTo);
      const asked = Uint32Array.from([0, 3, 5, 5], (node) => node % heap.nodeCount);
      const some = shortestPaths(heap, strongTo, asked);
      for (const node of asked) expect(pathTo(some, node)).toEqual(pathTo(all, node));
    }
    const heap = tinyHeap({
      root: { edges: ['a → a'] },
      a: { edges: ['b → b'] },
      b: { edges: ['c → c'] },
      c: {},
    });
    const { root, a, b, c } = heap.node;
    const paths = shortestPaths(heap, strongTargets(heap), Uint32Array.of(a));
    expect(pathTo(paths, a)).toEqual([root, a]);
    expect([pathTo(paths, b), pathTo(paths, c)]).toContainEqual([]);
  });
});

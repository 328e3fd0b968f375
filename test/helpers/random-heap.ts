import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { tinyHeap } from './tiny-heap.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any graph: with cycles, edges to itself, weak ones, and nodes that nothing leads to. */
export function randomHeap(seed: number): HeapGraph {
  const random = randomNumbers(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const count = 1 + below(40);
  const perNode = random() * 3;
  return tinyHeap(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `n${i}`,
        {
          type: i > 0 && random() < 0.3 ? 'array' : 'object',
          bytes: below(100),
          edges: Array.from({ length: below(1 + 2 * perNode) }, (_, k) => {
            const type = random() < 0.15 ? 'weak ' : '';
            return `${type}e${k} → n${below(count)}`;
          }),
        },
      ]),
    ),
  );
}

import { describe, expect, it } from 'vitest';
import { largest } from '../../src/heap/largest.ts';
import { randomNumbers } from '../helpers/random-heap.ts';

describe('the largest', () => {
  it('come first; those of no weight are left out, of equals the first stays first', () => {
    const weights = [3, 0, 5, 3, -1];
    expect(largest(weights.length, 4, (i) => weights[i]!)).toEqual([2, 0, 3]);
    expect(largest(5, 0, () => 1)).toEqual([]);
  });

  it('are those of a sort, whatever comes', () => {
    const random = randomNumbers(1);
    for (let round = 0; round < 100; round++) {
      const weights = Array.from({ length: 1 + Math.floor(random() * 60) }, () => random() + 0.1);
      const sorted = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]!).slice(0, 7);
      expect(largest(weights.length, 7, (i) => weights[i]!)).toEqual(sorted);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { lastBefore, levelsOf, lowestFrom, variationFrom } from '../../src/analysis/levels.ts';
import { point } from '../helpers/series.ts';

const points = [5, 9, 3, 8, 7, 6].map((bytes, i) => point(10 * (i + 1), bytes));

describe('levels', () => {
  it('are the lowest floors of equally long stretches, each within its own', () => {
    const levels = levelsOf(points, 3);
    expect(levels.map(({ bytes }) => bytes)).toEqual([5, 3, 6]);
    levels.forEach(({ operations }, i) => {
      expect(operations).toBeGreaterThanOrEqual(20 * i + 10);
      expect(operations).toBeLessThanOrEqual(20 * i + 20);
    });
  });

  it.each([4, 5, 6, 7, 13, 60])('of %i floors leave none out', (count) => {
    const many = Array.from({ length: count }, (_, i) => point(i + 1, 1));
    for (let low = 0; low < count; low++) {
      const dented = many.map((floor, i) => (i === low ? { ...floor, bytes: 0 } : floor));
      expect(levelsOf(dented, 4).filter(({ bytes }) => bytes === 0)).toHaveLength(1);
    }
  });

  it('begin where they are asked to', () => {
    expect(lowestFrom(points, 0)).toBe(3);
    expect(lowestFrom(points, 3)).toBe(6);
  });
});

describe('the last floor before', () => {
  it.each([
    { operations: 5, index: 0 },
    { operations: 10, index: 0 },
    { operations: 29, index: 1 },
    { operations: 30, index: 2 },
    { operations: 1000, index: 5 },
  ])('$operations operations is number $index', ({ operations, index }) => {
    expect(lastBefore(points, operations)).toBe(index);
  });
});

describe('the variation', () => {
  it('is all that the floors went up and down', () => {
    expect(variationFrom(points, 0)).toBe(4 + 6 + 5 + 1 + 1);
    expect(variationFrom(points, 3)).toBe(2);
    expect(variationFrom(points, 5)).toBe(0);
  });
});

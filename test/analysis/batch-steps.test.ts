import { describe, expect, it } from 'vitest';
import { growsWithBatches } from '../../src/analysis/batch-steps.ts';
import type { Point } from '../../src/analysis/series.ts';
import { point } from '../helpers/series.ts';

/** Each batch's operations and what it added. */
function floors(batches: readonly (readonly [number, number])[]): Point[] {
  const points = [point(0, 0)];
  for (const [length, step] of batches) {
    const { operations, bytes } = points.at(-1)!;
    points.push(point(operations + length, bytes + step));
  }
  return points;
}

/** Batches of which the second, fourth and sixth are longer than any before. */
const LENGTHS = [100, 200, 150, 300, 250, 400, 300, 350];

/** Growth of 1000 bytes: the given share on the records alike, the rest in the two last batches. */
const onRecords = (share: number): Point[] =>
  floors(
    LENGTHS.map((length, i) => [
      length,
      [1, 3, 5].includes(i) ? (1000 * share) / 3 : i > 5 ? (1000 * (1 - share)) / 2 : 0,
    ]),
  );

describe('growth', () => {
  it.each([
    { share: 1, batches: true },
    { share: 0.81, batches: true },
    { share: 0.79, batches: false },
  ])('of which $share came with a longest batch follows the batches: $batches', (given) => {
    expect(growsWithBatches(onRecords(given.share))).toBe(given.batches);
  });

  it('with one large step on a batch that was not the longest does not', () => {
    const steps = [0, 330, 0, 330, 330, 0, 0, 10];
    expect(growsWithBatches(floors(LENGTHS.map((length, i) => [length, steps[i]!])))).toBe(false);
  });

  it('in two steps is not enough to tell, if a third step is on a shorter batch', () => {
    const steps = [0, 500, 0, 500, 1, 0, 0, 0];
    expect(growsWithBatches(floors(LENGTHS.map((length, i) => [length, steps[i]!])))).toBe(false);
  });

  it('by the same an operation does not follow the batches', () => {
    expect(growsWithBatches(floors(LENGTHS.map((length) => [length, 40 * length])))).toBe(false);
  });

  it('that is none does not', () => {
    expect(growsWithBatches(floors(LENGTHS.map((length) => [length, 0])))).toBe(false);
  });

  it.each([
    { name: 'a batch as long as the longest before is no record', second: 100, batches: false },
    { name: 'one that is longer by an operation is', second: 101, batches: true },
  ])('$name', ({ second, batches }) => {
    const all = floors([
      [100, 300],
      [second, 300],
      [second + 1, 300],
      [90, 0],
    ]);
    expect(growsWithBatches(all)).toBe(batches);
  });
});

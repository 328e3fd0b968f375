import { describe, expect, it } from 'vitest';
import { floorStatistics } from '../../src/report/floor-statistics.ts';
import { line } from '../helpers/checked.ts';

const floors = (...bytes: number[]) => bytes.map((bytes, i) => ({ operations: 10 * i, bytes }));

describe('how floors went', () => {
  it('is counted step by step', () => {
    expect(floorStatistics(floors(100, 120, 120, 90, 130, 130))).toEqual({
      rises: 2,
      falls: 1,
      equal: 2,
      largestStepBytes: 40,
      typicalRate: 0,
      earlyRate: 2,
      lateRate: 0,
    });
  });

  it('tells growth that slows down from growth that does not', () => {
    expect(floorStatistics(line(64))).toMatchObject({ earlyRate: 64, lateRate: 64 });
    expect(floorStatistics(floors(0, 40, 80, 120, 130, 140, 150))).toMatchObject({
      earlyRate: 4,
      lateRate: 1,
    });
  });

  it('is not told of fewer than five floors', () => {
    expect(floorStatistics(floors(1, 2, 3, 4))).toBeNull();
    expect(floorStatistics([])).toBeNull();
  });
});

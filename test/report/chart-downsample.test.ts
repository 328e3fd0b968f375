import { describe, expect, it } from 'vitest';
import { downsample } from '../../src/report/chart-downsample.ts';
import type { Point } from '../../src/report/model.ts';
import { linear, sawtooth } from '../helpers/charts.ts';

const raw = sawtooth(linear(), { teeth: 500, perTooth: 10 });

describe('downsampling', () => {
  it('keeps few points as they are', () => {
    expect(downsample(raw.slice(0, 100), 100)).toEqual(raw.slice(0, 100));
  });

  it('keeps to its cap, the ends, the order, and nothing that was not measured', () => {
    const kept = downsample(raw, 600);
    expect(kept.length).toBeLessThanOrEqual(600);
    expect(kept.length).toBeGreaterThan(300);
    expect(kept[0]).toEqual(raw[0]);
    expect(kept.at(-1)).toEqual(raw.at(-1));
    expect(kept).toEqual([...kept].sort((a, b) => a[0] - b[0]));
    expect(kept.every((point) => raw.includes(point))).toBe(true);
  });

  it.each([
    ['peak', 1e9],
    ['dip', 1],
  ])('keeps a single %s among thousands of points', (_, bytes) => {
    const odd: Point = [617.5, bytes];
    const points = [...raw, odd].sort((a, b) => a[0] - b[0]);
    expect(downsample(points, 50)).toContain(odd);
  });

  it('copes with many readings of one moment', () => {
    const same = Array.from({ length: 5000 }, (_, index): Point => [7, index]);
    expect(downsample(same, 100).length).toBeLessThanOrEqual(100);
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import { sparkline } from '../../src/report/braille.ts';

describe('a sparkline', () => {
  it.each([
    { values: [0, 1, 2, 3], width: 10, line: '⣠⣾' },
    { values: [3, 2, 1, 0], width: 10, line: '⣷⣄' },
    { values: [0, 3], width: 10, line: '⣸' },
    { values: [5, 5, 5, 5], width: 10, line: '⣀⣀' },
    { values: [7], width: 10, line: '⡀' },
    { values: [0, 1, 2, 3, 3, 3, 3, 3], width: 2, line: '⣼⣿' },
    { values: [], width: 10, line: '' },
    { values: [1, 2], width: 0, line: '' },
    { values: [1, 2], width: -3, line: '' },
  ])('of $values in $width columns is "$line"', ({ values, width, line }) => {
    expect(sparkline(values, width)).toBe(line);
  });

  it('is never wider than asked, and fills its width where there are values enough', () => {
    const random = seededRandom(1);
    for (let count = 1; count < 90; count += 7) {
      const values = Array.from({ length: count }, () => 1e9 * random());
      for (let width = 1; width < 40; width++) {
        const line = sparkline(values, width);
        expect(line).toHaveLength(Math.min(width, Math.ceil(count / 2)));
        expect(line).toMatch(/^[\u2800-\u28ff]+$/);
      }
    }
  });

  it('keeps a single peak among many values', () => {
    const flat = new Array<number>(600).fill(0);
    for (const at of [0, 299, 599]) {
      expect(sparkline(flat.with(at, 1), 20)).not.toBe(sparkline(flat, 20));
    }
  });
});

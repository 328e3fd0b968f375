import { describe, expect, it } from 'vitest';
import { allowedLines } from '../../src/report/allowed-lines.ts';
import { PLAIN, paintFor } from '../../src/report/paint.ts';

const ALLOWED = [
  { pattern: 'cache.mjs', reason: 'bounded by the number of tenants', used: 2 },
  { pattern: 'old-*.mjs', reason: 'x', used: 0 },
];

describe('what the allow-list did', () => {
  it('is said of each entry; those that were not used are warned of', () => {
    expect(allowedLines(ALLOWED, { columns: 80, paint: PLAIN })).toEqual([
      'allow-list:',
      '  leak:cache.mjs excused 2 leaks: bounded by the number of tenants',
      '  leak:old-*.mjs excused none: remove it, or mend its pattern',
    ]);
    const lines = allowedLines(ALLOWED, { columns: 80, paint: paintFor({ isTTY: true }, {}) });
    expect(lines.filter((line) => line.includes('\u001b[33m'))).toHaveLength(1);
  });

  it('keeps to the width', () => {
    const lines = allowedLines(ALLOWED, { columns: 40, paint: PLAIN });
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40);
  });

  it('is nothing where there is no list', () => {
    expect(allowedLines(null, { columns: 80, paint: PLAIN })).toEqual([]);
  });
});

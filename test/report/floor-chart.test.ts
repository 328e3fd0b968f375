import { describe, expect, it } from 'vitest';
import { floorChart } from '../../src/report/floor-chart.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { facts, line } from '../helpers/checked.ts';
import { floors, JS_HEAP, nothing } from '../helpers/series.ts';

const chart = (over: Parameters<typeof facts>[0], columns = 80): string =>
  floorChart(facts(over), { columns, paint: PLAIN })
    .map((text) => text.trimEnd())
    .join('\n');

const flat = { kind: 'flat', fromOperations: null, bytesPerOperation: null } as const;

describe('the chart of floors', () => {
  it('is a curve with the bytes and operations that it spans', () => {
    expect(chart({})).toMatchInlineSnapshot(`
      "JS heap at rest
      4.73 MiB ┤                                                           ⢀⣀⣀⡠⠤⠤⠒⠒⠒⠉⠉
               │                                                ⣀⣀⣀⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │                                 ⢀⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠉⠉⠉
               │                      ⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │          ⢀⣀⣀⠤⠤⠤⠒⠒⠒⠉⠉⠉
         4 MiB ┤⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               └──────────────────────────────────────────────────────────────────────
                0                                                    12,000 operations"
    `);
  });

  it('fits a narrow terminal', () => {
    expect(chart({}, 40)).toMatchInlineSnapshot(`
      "JS heap at rest
      4.73 MiB ┤                       ⣀⠤⠤⠒⠒⠊⠉
               │              ⢀⣀⠤⠤⠔⠒⠒⠉⠉
               │      ⢀⣀⣀⠤⠤⠔⠒⠊⠁
         4 MiB ┤⣀⡠⠤⠔⠊⠉⠁
               └──────────────────────────────
                0            12,000 operations"
    `);
  });

  it('gives the height as a difference where both ends would read the same', () => {
    const text = chart({ floors: line(0.1, { startBytes: 2 ** 22 }) });
    expect(text).toMatch(/^\+1\.17 KiB ┤/m);
    expect(text).toMatch(/^ {4}4 MiB ┤/m);
  });

  it('shows noise as flat, as it is', () => {
    const noisy = floors(nothing, { count: 40, noise: { ...JS_HEAP, warmUp: 0 } });
    const rows = chart({ ...flat, floors: noisy })
      .split('\n')
      .slice(1, -2)
      .filter((row) => /[⠁-⣿]/.test(row));
    expect(rows.length).toBeLessThanOrEqual(2);
  });

  it('leaves out a warm-up that would press a leak flat, and says so', () => {
    const loading = [{ operations: 0, bytes: 2 ** 20 }, ...line(1, { count: 12 }).slice(1)];
    const text = chart({ floors: loading, fromOperations: loading[1]!.operations });
    expect(text).toContain('without its warm-up');
    expect(text).toMatch(/^ +1,091 +12,000 operations$/m);
    const mild = chart({ fromOperations: 1000 });
    expect(mild).not.toContain('warm-up');
    expect(mild).toMatch(/^ +0 +12,000 operations$/m);
  });

  it.each([
    { name: 'two floors', over: { floors: line(64, { count: 2 }) }, columns: 80 },
    { name: 'no floor', over: { floors: [] }, columns: 80 },
    { name: 'no room', over: {}, columns: 20 },
  ])('is not drawn of $name', ({ over, columns }) => {
    expect(chart(over, columns)).toBe('');
  });

  it('keeps to the width', () => {
    for (let columns = 20; columns <= 130; columns++) {
      const widest = Math.max(
        ...chart({}, columns)
          .split('\n')
          .map((row) => row.length),
      );
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });
});

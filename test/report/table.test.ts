import { describe, expect, it } from 'vitest';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import type { Result } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { renderTable } from '../../src/report/table.ts';
import { checkedClean, checkedLeak } from '../helpers/checked.ts';
import { cleanResult, result } from '../helpers/result.ts';

const LEAK = resultOf(checkedLeak());
const CLEAN = resultOf(checkedClean());
const named = (one: Result, name: string): Result => ({
  ...one,
  subject: { ...one.subject, name },
});

const table = (results: readonly Result[], columns = 80): string[] =>
  renderTable(results, { columns, paint: PLAIN });

describe('the table', () => {
  it('of subjects of the user has no columns of scenarios, and keeps their order', () => {
    expect(table([named(CLEAN, 'b.mjs'), named(LEAK, 'a.mjs')])).toEqual([
      'subject  verdict  bytes/op (interval)  memory   time',
      'b.mjs    clean    < 0.029                       1.2 s',
      'a.mjs    leak     +64.0 (63.9–64.1)    JS heap  640 ms',
    ]);
  });

  it('of scenarios has no column of times', () => {
    expect(table([result(), cleanResult()])[0]).toBe(
      'scenario  impl  variant  verdict  bytes/op (interval)   memory  ok',
    );
  });

  it('of scenarios without labels has no column for them', () => {
    expect(table([result({ expected: null })])[0]).not.toMatch(/ok$/);
  });

  it('marks what is allowed', () => {
    const allowed = { pattern: '*', reason: 'x' };
    expect(table([{ ...LEAK, allowed }])[1]).toContain('leak (allowed)');
    expect(table([{ ...LEAK, allowed }], 40)[0]).toBe('cache.mjs leak (allowed)');
  });

  it('shows the end of a long name, as long as enough of it can be told', () => {
    const long = named(LEAK, 'packages/server/src/handlers/cache/leaking.mjs');
    const [, row] = table([long]);
    expect(row).toMatch(/^…\S*cache\/leaking\.mjs +leak /);
    expect(row!.length).toBeLessThanOrEqual(80);
    expect(table([long], 90)[1]!.length).toBeLessThanOrEqual(90);
    // With two lines a subject nothing is lost.
    expect(table([long], 60)).toEqual([
      'packages/server/src/handlers/cache/leaking.mjs leak',
      '  +64.0 (63.9–64.1) JS heap',
    ]);
  });

  it('paints verdicts', () => {
    const paint = paintFor({ isTTY: true }, {});
    const [, leak, clean] = renderTable([LEAK, CLEAN], { columns: 80, paint });
    expect(leak).toContain('\u001b[31mleak');
    expect(clean).toContain('\u001b[32mclean');
  });

  it('keeps names from the terminal as commands', () => {
    expect(table([named(LEAK, 'a\u001b[2Jb.mjs')])[1]).toMatch(/^ab\.mjs/);
  });
});

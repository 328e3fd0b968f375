import { describe, expect, it } from 'vitest';
import { heapTables } from '../../src/report/heap-tables.ts';
import { HEAP_REPORTS } from '../helpers/heap-report.ts';

describe('the tables', () => {
  it.each([
    [
      'summary',
      [
        'By class',
        'Where most comes together',
        'Strings that are there more than once',
        'Largest collections',
        'Variables that closures keep',
        'Detached',
      ],
    ],
    ['growth', ['What grew']],
    ['object', ['Who holds (string) "the same name" @15']],
    ['class', ['Who holds Session', 'Largest of Session']],
  ] as const)('of the %s are %j', (name, titles) => {
    expect(heapTables(HEAP_REPORTS[name]).map(({ title }) => title)).toEqual(titles);
  });

  it('have as many cells in a row as columns, and numbers where numbers are sorted', () => {
    for (const report of Object.values(HEAP_REPORTS)) {
      for (const { columns, rows } of heapTables(report)) {
        for (const row of rows) {
          expect(row).toHaveLength(columns.length);
          for (const [i, cell] of row.entries()) {
            if (!columns[i]!.isNumber) expect(cell.value).toBe(null);
            else expect(cell.value === null ? cell.text : '').toBe('');
          }
        }
      }
    }
  });
});

import { expect, test } from 'vitest';
import { PLAIN } from '../../src/report/paint.ts';
import { renderTextTable } from '../../src/report/text-table.ts';

const rows = [
  { name: 'short', count: 1 },
  { name: 'a name that is longer than there is room', count: 1000 },
];
const table = (columns: number): string[] =>
  renderTextTable(
    rows,
    [
      { title: 'name', text: ({ name }) => name },
      { title: 'count', text: ({ count }) => String(count), align: 'right' },
    ],
    { columns, paint: PLAIN },
  );

test('numbers stand below each other', () => {
  expect(table(80)).toEqual([
    'name                                      count',
    'short                                         1',
    'a name that is longer than there is room   1000',
  ]);
});

test('what has no room in the first column is cut', () => {
  expect(table(30)).toEqual([
    'name                     count',
    'short                        1',
    'a name that is longer …   1000',
  ]);
});

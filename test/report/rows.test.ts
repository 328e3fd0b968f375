import { describe, expect, it } from 'vitest';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import { renderRows } from '../../src/report/rows.ts';

const ROWS = [
  { label: 'shape', texts: ['linear: a steady rate'] },
  { label: 'nothing', texts: [] },
  {
    label: 'controls',
    texts: ['planted leak found (+40.1 B/op), empty subject clean, all is well'],
  },
];

describe('labelled rows', () => {
  it('have their labels in a column where there is room for it', () => {
    expect(renderRows(ROWS, { columns: 60, paint: PLAIN })).toEqual([
      'shape     linear: a steady rate',
      'controls  planted leak found (+40.1 B/op), empty subject',
      '          clean, all is well',
    ]);
  });

  it('have them before the text where there is not', () => {
    expect(renderRows(ROWS, { columns: 40, paint: PLAIN })).toEqual([
      'shape: linear: a steady rate',
      'controls: planted leak found (+40.1',
      '  B/op), empty subject clean, all is',
      '  well',
    ]);
  });

  it('are nothing of nothing', () => {
    expect(renderRows([], { columns: 80, paint: PLAIN })).toEqual([]);
  });

  it('are the same text in colour', () => {
    const [first] = renderRows(ROWS, { columns: 60, paint: paintFor({ isTTY: true }, {}) });
    expect(first).toBe('\u001b[2mshape     \u001b[22mlinear: a steady rate');
  });
});

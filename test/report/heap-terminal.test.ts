import { describe, expect, it } from 'vitest';
import type { HeapReport } from '../../src/report/heap-result.ts';
import { renderHeap } from '../../src/report/heap-terminal.ts';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import { HEAP_REPORTS } from '../helpers/heap-report.ts';

const plain = (report: HeapReport, columns = 80): string =>
  renderHeap(report, { columns, paint: PLAIN });

describe('a terminal shows', () => {
  it.each(Object.entries(HEAP_REPORTS))('the %s', (_, report) => {
    expect(plain(report)).toMatchSnapshot();
  });

  it.each([
    ...Object.entries(HEAP_REPORTS).map(([name, report]) => [name, 80, report] as const),
    ...Object.entries(HEAP_REPORTS).map(([name, report]) => [name, 60, report] as const),
  ])('no line of the %s that is longer than %d columns', (_, columns, report) => {
    for (const line of plain(report, columns).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/\s$/);
    }
  });

  it('the same with colours as without', () => {
    const paint = paintFor({ isTTY: true }, {});
    for (const report of Object.values(HEAP_REPORTS)) {
      const coloured = renderHeap(report, { columns: 80, paint });
      expect(coloured).toContain('\u001b[1m');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
      expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain(report));
    }
  });

  it('no control character of the heap', () => {
    const text = plain(HEAP_REPORTS.summary);
    expect(text).toContain('\\u001b[31m\\n\\u202e');
    for (const hidden of ['\u001b', '\u202e']) expect(text).not.toContain(hidden);
  });

  it('that two snapshots are hardly of one process', () => {
    const { growth } = HEAP_REPORTS.growth;
    const report = { ...HEAP_REPORTS.growth, growth: { ...growth!, sharedWithBefore: 0.1 } };
    expect(plain(report)).toContain('are they of one process');
    expect(plain(HEAP_REPORTS.growth)).not.toContain('are they of one process');
  });

  it('why nothing is seen to hold an object', () => {
    const { object } = HEAP_REPORTS.object;
    const report = { ...HEAP_REPORTS.object, object: { ...object!, path: [] } };
    expect(plain(report)).toContain('No strong path from a root leads to it');
  });
});

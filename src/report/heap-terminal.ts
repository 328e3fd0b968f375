import { classLines } from './heap-class-text.ts';
import { growthLines } from './heap-growth-text.ts';
import { objectLines } from './heap-object-text.ts';
import type { HeapReport } from './heap-result.ts';
import { summaryLines } from './heap-summary-text.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** What a terminal shows of heap snapshots. */
export function renderHeap(report: HeapReport, options: TerminalOptions): string {
  const { summary, growth, object, class: members } = report;
  const lines = [
    ...(summary === null ? [] : summaryLines(summary, options)),
    ...(growth === null ? [] : growthLines(growth, report, options)),
    ...(object === null ? [] : objectLines(object, options)),
    ...(members === null ? [] : classLines(members, options)),
  ];
  return `${lines.join('\n')}\n`;
}

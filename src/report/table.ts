import { MEMORY_NAMES } from '../record/memory-names.ts';
import { subjectName } from '../record/subject-name.ts';
import { asExpected } from './exit-code.ts';
import * as format from './format.ts';
import { verdictText } from './headline.ts';
import { oneLine } from './one-line.ts';
import type { Paint } from './paint.ts';
import { paintVerdict } from './paint.ts';
import type { Result } from './result.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** One line a subject; two where the terminal is too narrow for the table. */
export function renderTable(results: readonly Result[], options: TerminalOptions): string[] {
  const { columns, paint } = options;
  const shown = columnsFor(results);
  const cells = results.map((result) => shown.map(({ text }) => text(result)));
  const widths = shown.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((row) => row[i]!.length)),
  );
  const total = widths.reduce((a, b) => a + b, 0);
  const room = columns - total;
  const gap = GAPS.find((gap) => gap.length * (widths.length - 1) <= room + spare(widths[0]!));
  if (gap === undefined) return results.flatMap((result) => renderNarrow(result, options));
  // Of a long path the end says more than the beginning.
  widths[0]! -= Math.max(0, gap.length * (widths.length - 1) - room);

  const line = (texts: readonly string[]): string[] =>
    texts.map((text, i) => endOf(text, widths[i]!).padEnd(i === texts.length - 1 ? 0 : widths[i]!));
  const head = paint.bold(
    line(shown.map(({ title }) => title))
      .join(gap)
      .trimEnd(),
  );
  const rows = results.map((result, row) =>
    line(cells[row]!)
      .map((text, i) => shown[i]!.paint?.(paint, result, text) ?? text)
      .join(gap)
      .trimEnd(),
  );
  return [head, ...rows];
}

const GAPS = ['  ', ' '];
const INDENT = '  ';
const LEAST_SUBJECT_COLUMNS = 24;

const spare = (width: number): number => Math.max(0, width - LEAST_SUBJECT_COLUMNS);

interface Column {
  readonly title: string;
  readonly text: (result: Result) => string;
  readonly paint?: (paint: Paint, result: Result, text: string) => string;
}

/** What none of the subjects has gets no column. */
function columnsFor(results: readonly Result[]): Column[] {
  const scenarios = results.every(({ subject }) => subject.kind === 'scenario');
  const any = (has: (result: Result) => boolean, column: Column): Column[] =>
    results.some(has) ? [column] : [];
  return [
    { title: scenarios ? 'scenario' : 'subject', text: ({ subject }) => oneLine(subject.name) },
    ...any(({ subject }) => subject.implementation !== null, {
      title: 'impl',
      text: ({ subject }) => subject.implementation ?? '',
    }),
    ...any(({ subject }) => subject.variant !== null, {
      title: 'variant',
      text: ({ subject }) => subject.variant ?? '',
    }),
    {
      title: 'verdict',
      text: verdictText,
      paint: (paint, { verdict }, text) => paintVerdict(paint, verdict, text),
    },
    { title: 'bytes/op (interval)', text: rateText },
    { title: 'memory', text: memoryText },
    ...(scenarios
      ? []
      : [{ title: 'time', text: ({ durationMs }: Result) => format.duration(durationMs) }]),
    ...any(({ expected }) => expected !== null, {
      title: 'ok',
      text: labelText,
      paint: paintLabel,
    }),
  ];
}

function renderNarrow(result: Result, { columns, paint }: TerminalOptions): string[] {
  const name = oneLine(subjectName(result.subject));
  const text = verdictText(result);
  const verdict = paintVerdict(paint, result.verdict, text);
  const label = paintLabel(paint, result, labelText(result));
  const first =
    name.length + 1 + text.length <= columns
      ? [`${name} ${verdict}`]
      : [endOf(name, columns), `${INDENT}${verdict}`];
  const parts = [rateText(result), memoryText(result)].filter((text) => text !== '');
  const room = columns - INDENT.length - 2;
  // A memory's name is left out rather than cut.
  const detail = parts.join(' ').length <= room ? parts.join(' ') : (parts[0] ?? '').slice(0, room);
  const second = `${detail} ${label}`.trim();
  return second === '' ? first : [...first, `${INDENT}${second}`];
}

function rateText({ growth, upperBoundBytesPerOperation: bound }: Result): string {
  if (growth !== null) {
    const { estimate, low, high } = format.interval(growth.bytesPerOperation);
    return `+${estimate} (${low}–${high})`;
  }
  return bound === null ? '' : `< ${format.bound(bound)}`;
}

const memoryText = ({ memory }: Result): string => (memory === null ? '' : MEMORY_NAMES[memory]);

function labelText(result: Result): string {
  if (result.expected === null) return '';
  return asExpected(result) ? '✓' : '✗';
}

function paintLabel(paint: Paint, result: Result, text: string): string {
  if (result.expected === null) return text;
  return asExpected(result) ? paint.green(text) : paint.red(text);
}

const endOf = (text: string, columns: number): string =>
  text.length <= columns ? text : `…${text.slice(text.length - columns + 1)}`;

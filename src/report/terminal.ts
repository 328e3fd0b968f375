import type { Memory } from '../record/schema.ts';
import { subjectName } from '../record/subject-name.ts';
import { asExpected } from './exit-code.ts';
import * as format from './format.ts';
import type { Paint } from './paint.ts';
import { paintVerdict } from './paint.ts';
import type { Report, Result } from './result.ts';
import { wrap } from './wrap.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly paint: Paint;
}

/** The whole report as lines of at most `columns` characters. */
export function renderReport(report: Report, options: TerminalOptions): string {
  const { results } = report;
  const lines = [
    ...renderTable(results, options),
    '',
    ...remarks(results, options),
    ...summary(report, options),
  ];
  return `${lines.join('\n')}\n`;
}

type Column = { readonly title: string; readonly text: (result: Result) => string };

const COLUMNS: readonly Column[] = [
  { title: 'scenario', text: ({ subject }) => subject.name },
  { title: 'impl', text: ({ subject }) => subject.implementation ?? '' },
  { title: 'variant', text: ({ subject }) => subject.variant ?? '' },
  { title: 'verdict', text: ({ verdict }) => verdict },
  { title: 'bytes/op (interval)', text: rateText },
  { title: 'memory', text: ({ memory }) => (memory === null ? '' : MEMORY_NAMES[memory]) },
  { title: 'ok', text: labelText },
];

const MEMORY_NAMES: Record<Memory, string> = {
  'js-heap': 'JS heap',
  'array-buffers': 'ArrayBuffers',
  external: 'external',
  wasm: 'WASM',
  native: 'native',
};

const GAPS = ['  ', ' '];
const INDENT = '  ';

/** One line a subject; two where the terminal is too narrow for the table. */
function renderTable(results: readonly Result[], options: TerminalOptions): string[] {
  const { columns, paint } = options;
  const widths = COLUMNS.map(({ title, text }) =>
    Math.max(title.length, ...results.map((result) => text(result).length)),
  );
  const total = widths.reduce((a, b) => a + b, 0);
  const gap = GAPS.find((gap) => total + gap.length * (widths.length - 1) <= columns);
  if (gap === undefined) return results.flatMap((result) => renderNarrow(result, options));

  const line = (texts: readonly string[]): string[] =>
    texts.map((text, i) => (i === texts.length - 1 ? text : text.padEnd(widths[i]!)));
  const head = paint.bold(line(COLUMNS.map(({ title }) => title)).join(gap));
  const rows = results.map((result) => {
    const cells = line(COLUMNS.map(({ text }) => text(result)));
    cells[3] = paintVerdict(paint, result.verdict, cells[3]!);
    cells[6] = paintLabel(paint, result, cells[6]!);
    return cells.join(gap).trimEnd();
  });
  return [head, ...rows];
}

function renderNarrow(result: Result, { columns, paint }: TerminalOptions): string[] {
  const { subject } = result;
  const name = subjectName(result.subject);
  const verdict = paintVerdict(paint, result.verdict, result.verdict);
  const label = paintLabel(paint, result, labelText(result));
  const first =
    name.length + 1 + result.verdict.length <= columns
      ? [`${name} ${verdict}`]
      : [name.slice(0, columns), `  ${verdict}`];
  const memory = result.memory === null ? '' : MEMORY_NAMES[result.memory];
  const parts = [rateText(result), memory].filter((text) => text !== '');
  const room = columns - INDENT.length - 2;
  // A memory's name is left out rather than cut.
  const detail = parts.join(' ').length <= room ? parts.join(' ') : (parts[0] ?? '').slice(0, room);
  const tail = subject.kind === 'scenario' ? ` ${label}` : '';
  const second = `${detail}${tail}`.trim();
  return second === '' ? first : [...first, `${INDENT}${second}`];
}

function rateText({ growth, upperBoundBytesPerOperation }: Result): string {
  if (growth !== null) {
    const { estimate, low, high } = growth.bytesPerOperation;
    return `+${format.number(estimate)} (${format.number(low)}–${format.number(high)})`;
  }
  return upperBoundBytesPerOperation === null
    ? ''
    : `< ${format.number(upperBoundBytesPerOperation)}`;
}

function labelText(result: Result): string {
  if (result.expected === null) return '';
  return asExpected(result) ? '✓' : '✗';
}

function paintLabel(paint: Paint, result: Result, text: string): string {
  if (result.expected === null) return text;
  return asExpected(result) ? paint.green(text) : paint.red(text);
}

/** Why something is not a plain leak or clean, and where a limit was met. */
function remarks(results: readonly Result[], { columns, paint }: TerminalOptions): string[] {
  const lines = results.flatMap((result) => {
    const texts: string[] = [];
    if (result.reason !== null) texts.push(result.reason);
    if (result.outOfMemory !== null) {
      const { message, operations } = result.outOfMemory;
      texts.push(`ran out of memory after ${format.count(operations)} operations: ${message}`);
    }
    const { expected } = result;
    if (expected !== null && !asExpected(result)) texts.push(`expected ${expected.verdict}`);
    return texts.flatMap((text) =>
      wrap(`${subjectName(result.subject)}: ${oneLine(text)}`, columns, '  '),
    );
  });
  return lines.length === 0 ? [] : [...lines.map(paint.yellow), ''];
}

const oneLine = (text: string): string => text.split('\n', 1)[0]!;

function summary(report: Report, { columns, paint }: TerminalOptions): string[] {
  const { results, controls, durationMs, interrupted } = report;
  const labelled = results.filter((result) => result.expected !== null);
  const right = labelled.filter(asExpected).length;
  const leaks = results.filter((result) => result.verdict === 'leak').length;
  const outcome =
    labelled.length === results.length && results.length > 0
      ? `${right} of ${results.length} as labelled (✓)`
      : `${leaks} of ${results.length} leak`;
  const time = durationMs > 0 ? ` in ${format.duration(durationMs)}` : '';
  const text = interrupted ? `interrupted${time}: ${outcome} so far` : `${outcome}${time}`;
  const first = wrap(text, columns, '  ').map(interrupted ? paint.yellow : paint.bold);
  return [
    ...first,
    ...wrap(controlsText(controls), columns, '  '),
    ...harnessText(results).flatMap((text) => wrap(text, columns, '  ')),
  ];
}

/** Whether the measuring process grew itself; said only where memwatch could watch it. */
function harnessText(results: readonly Result[]): string[] {
  const grown = results.flatMap(({ harness }) =>
    harness === null ? [] : [harness.lastBytes - harness.firstBytes],
  );
  if (grown.length === 0) return [];
  const most = Math.max(0, ...grown);
  return [
    `harness: its own heap grew by ${format.bytes(most)} at most (memwatch, ${grown.length} ${grown.length === 1 ? 'run' : 'runs'})`,
  ];
}

function controlsText(controls: Report['controls']): string {
  if (controls === null) return 'controls: not run';
  const { planted, empty, smallestDetectableBytesPerOperation: smallest } = controls;
  const found = planted.found
    ? `planted leak found (${planted.bytesPerOperation === null ? '?' : format.rate(planted.bytesPerOperation)})`
    : 'PLANTED LEAK NOT FOUND';
  const clean = empty.clean ? 'empty subject clean' : 'EMPTY SUBJECT NOT CLEAN';
  const bound =
    smallest === null ? '' : `; smallest leak an empty run shows: ${format.number(smallest)} B/op`;
  return `controls: ${found}, ${clean}${bound}`;
}

import * as format from './format.ts';
import { heldName, placeName } from './heap-object-name.ts';
import { pathText, pathTexts } from './heap-path-text.ts';
import type { HeapReportGrowth, HeapReportHeld } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

export const INDENT = '  ';

/** "1,023 KiB" */
const SIZE_COLUMNS = 9;
/** Of what stands beside a size, and below it. */
export const BESIDE_SIZE = ' '.repeat(SIZE_COLUMNS + INDENT.length);

export const sizeText = (bytes: number): string => format.bytes(bytes).padStart(SIZE_COLUMNS);

export const count = (value: number): string => value.toLocaleString('en-US');

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export function heading(
  title: string,
  note: string,
  { paint, columns }: TerminalOptions,
): string[] {
  const line = `${title} (${note})`;
  if (line.length > columns) return wrap(line, columns).map(paint.bold);
  return [`${paint.bold(title)} ${paint.dim(`(${note})`)}`];
}

export function section<Item>(
  title: string,
  items: readonly Item[],
  { paint, columns }: TerminalOptions,
  render: (item: Item) => string[],
): string[] {
  return items.length === 0
    ? []
    : ['', ...wrap(title, columns).map(paint.bold), ...items.flatMap(render)];
}

/** What an object retains, what there is to say of it, and below that who holds it. */
export function heldLines(
  { object, path }: HeapReportHeld,
  texts: readonly string[],
  { columns, paint }: TerminalOptions,
): string[] {
  const size = sizeText(object.retainedBytes);
  return [
    ...wrap(`${heldName(object, path)} @${object.id}`, columns, BESIDE_SIZE, `${size}${INDENT}`),
    ...texts.flatMap((text) => wrap(text, columns, BESIDE_SIZE, BESIDE_SIZE)),
    ...wrap(pathText(path), columns, `${BESIDE_SIZE}${INDENT}`, BESIDE_SIZE).map(paint.dim),
  ];
}

type GroupPath = HeapReportGrowth['groups'][number]['path'];

/** One step a line, each below the one that holds it. */
export function groupPathLines(path: GroupPath, { columns }: TerminalOptions): string[] {
  return pathTexts(path, false).flatMap((text, i) =>
    wrap(text, columns, `${BESIDE_SIZE}    `, i === 0 ? BESIDE_SIZE : `${BESIDE_SIZE}→ `),
  );
}

type Group = Pick<HeapReportGrowth['groups'][number], 'largest' | 'path' | 'callback'>;

/** Of the many at the end of a path, the largest: by its number, and what is known of it. */
export function largestText({ largest, path, callback }: Group): string {
  const calls = callback === null ? '' : `, ${callback.property}: ${placeName(callback.place)}`;
  return `largest: ${heldName(largest, path)} @${largest.id}${calls}`;
}

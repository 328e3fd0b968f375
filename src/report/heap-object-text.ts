import * as format from './format.ts';
import { heldName } from './heap-object-name.ts';
import { pathSteps } from './heap-path-text.ts';
import type { HeapReportHeld, HeapReportObject } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { renderTextTable } from './text-table.ts';
import { wrap } from './wrap.ts';

export function objectLines({ object, path }: HeapReportHeld, options: TerminalOptions): string[] {
  const { columns, paint } = options;
  const head = `${heldName(object, path)} @${object.id}`;
  const sizes = `${format.bytes(object.bytes)}, retains ${format.bytes(object.retainedBytes)}`;
  if (path.length === 0) {
    const why = 'No strong path from a root leads to it: what holds it is not in the snapshot.';
    return [...wrap(`${head}: ${sizes}`, columns).map(paint.bold), ...wrap(why, columns)];
  }
  const sizeOf = (object: HeapReportObject | null, key: 'bytes' | 'retainedBytes'): string =>
    object === null ? '' : format.bytes(object[key]);
  const rows = pathSteps(path).map(({ text, object }) => ({
    text,
    id: object === null ? '' : `@${object.id}`,
    bytes: sizeOf(object, 'bytes'),
    retained: sizeOf(object, 'retainedBytes'),
  }));
  return [
    ...wrap(`${head}: ${sizes}`, columns).map(paint.bold),
    '',
    ...renderTextTable(
      rows,
      [
        { title: 'held by', text: ({ text }) => text },
        { title: 'id', text: ({ id }) => id, align: 'right' },
        { title: 'own', text: ({ bytes }) => bytes, align: 'right' },
        { title: 'retained', text: ({ retained }) => retained, align: 'right' },
      ],
      options,
    ),
  ];
}

import * as format from './format.ts';
import { objectName, pathSteps } from './heap-path-text.ts';
import type { HeapReportHeld } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { renderTextTable } from './text-table.ts';
import { wrap } from './wrap.ts';

export function objectLines({ object, path }: HeapReportHeld, options: TerminalOptions): string[] {
  const { columns, paint } = options;
  const head = `${objectName(object)} @${object.id}`;
  const sizes = `${format.bytes(object.bytes)}, retains ${format.bytes(object.retainedBytes)}`;
  if (path.length === 0) {
    const why = 'No strong path from a root leads to it: what holds it is not in the snapshot.';
    return [...wrap(`${head}: ${sizes}`, columns).map(paint.bold), ...wrap(why, columns)];
  }
  const steps = path.length === 1 ? [] : pathSteps(path);
  const rows = path.map((step, i) => ({
    text: i === 0 ? objectName(step.object) : steps[i - 1]!,
    id: `@${step.object.id}`,
    bytes: format.bytes(step.object.bytes),
    retained: format.bytes(step.object.retainedBytes),
  }));
  return [
    ...wrap(`${head}: ${sizes}`, columns).map(paint.bold),
    '',
    ...renderTextTable(
      rows,
      [
        { title: 'from the root', text: ({ text }) => text },
        { title: 'id', text: ({ id }) => id, align: 'right' },
        { title: 'own', text: ({ bytes }) => bytes, align: 'right' },
        { title: 'retained', text: ({ retained }) => retained, align: 'right' },
      ],
      options,
    ),
  ];
}

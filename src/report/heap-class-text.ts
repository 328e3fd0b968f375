import * as format from './format.ts';
import {
  count,
  groupPathLines,
  heading,
  heldLines,
  INDENT,
  plural,
  section,
  sizeText,
} from './heap-lines.ts';
import type { HeapReportClass } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

export function classLines(members: HeapReportClass, options: TerminalOptions): string[] {
  const { paint, columns } = options;
  const head = `${members.name}: ${plural(members.count, 'object')}, ${format.bytes(members.bytes)}, retaining ${format.bytes(members.retainedBytes)}`;
  return [
    ...wrap(head, columns).map(paint.bold),
    '',
    ...heading(
      'Held by',
      `${count(members.holders.length)} of ${plural(members.holderCount, 'place')}`,
      options,
    ),
    ...members.holders.flatMap((holder) => {
      const size = sizeText(holder.retainedBytes);
      return [
        `${size}${INDENT}${plural(holder.count, 'object')}`,
        ...groupPathLines(holder.path, options).map(paint.dim),
      ];
    }),
    ...section('Largest', members.objects, options, (held) => heldLines(held, [], options)),
  ];
}

import * as format from './format.ts';
import { count, heading, heldLines, plural, section } from './heap-lines.ts';
import { closureName } from './heap-object-name.ts';
import type { HeapReportSummary } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import type { TextColumn } from './text-table.ts';
import { renderTextTable } from './text-table.ts';
import { wrap } from './wrap.ts';

export function summaryLines(summary: HeapReportSummary, options: TerminalOptions): string[] {
  const { paint, columns } = options;
  const { objects, bytes, unreached, classCount, classes, duplicateStrings, detached } = summary;
  const head = `${format.bytes(bytes)} in ${plural(objects, 'object')}`;
  const held = unreached.objects === 0 ? [] : [unreachedText(unreached)];
  return [
    paint.bold(head),
    ...held.flatMap((text) => wrap(text, columns)),
    '',
    ...heading('By class', `${count(classes.length)} of ${count(classCount)}`, options),
    ...renderTextTable(
      classes,
      [
        { title: 'class', text: ({ name }) => name },
        { title: 'count', text: (row) => count(row.count), align: 'right' },
        { title: 'shallow', text: (row) => format.bytes(row.bytes), align: 'right' },
        { title: 'retained', text: (row) => format.bytes(row.retainedBytes), align: 'right' },
      ],
      options,
    ),
    ...section('Where most comes together', summary.retainers, options, (held) =>
      heldLines(held, [], options),
    ),
    ...(duplicateStrings.texts === 0
      ? []
      : [
          '',
          ...heading(
            'Strings that are there more than once',
            `${format.bytes(duplicateStrings.wastedBytes)} in ${plural(duplicateStrings.texts, 'text')}`,
            options,
          ),
          ...renderTextTable(duplicateStrings.top, DUPLICATES, options),
        ]),
    ...section('Largest collections', summary.collections, options, (collection) =>
      heldLines(collection, [collectionText(collection)], options),
    ),
    ...section('Variables that closures keep', summary.contexts, options, (context) =>
      contextLines(context, options),
    ),
    ...(detached === null || detached.count === 0
      ? []
      : section(
          `Detached: ${plural(detached.count, 'object')} of the embedder's (DOM nodes in no document), ${format.bytes(detached.bytes)}`,
          detached.largest,
          options,
          (held) => heldLines(held, [], options),
        )),
  ];
}

const unreachedText = ({ objects, bytes }: HeapReportSummary['unreached']): string =>
  `${plural(objects, 'object')} of them, ${format.bytes(bytes)}, ${objects === 1 ? 'is' : 'are'} held by nothing that the snapshot shows.`;

const DUPLICATES: readonly TextColumn<HeapReportSummary['duplicateStrings']['top'][number]>[] = [
  { title: 'text', text: ({ text }) => `"${text}"` },
  { title: 'count', text: (row) => count(row.count), align: 'right' },
  { title: 'all', text: (row) => format.bytes(row.bytes), align: 'right' },
  { title: 'wasted', text: (row) => format.bytes(row.wastedBytes), align: 'right' },
];

function collectionText({
  entries,
  capacity,
  tableBytes,
  unusedBytes,
}: HeapReportSummary['collections'][number]): string {
  if (capacity === null) return `table ${format.bytes(tableBytes)}`;
  const size =
    entries === null ? 'entries not shown (numbers)' : plural(entries, 'entry', 'entries');
  const unused =
    unusedBytes === null || unusedBytes === 0 ? '' : `, ${format.bytes(unusedBytes)} unused`;
  return `${size} of ${count(capacity)}, table ${format.bytes(tableBytes)}${unused}`;
}

function contextLines(
  context: HeapReportSummary['contexts'][number],
  options: TerminalOptions,
): string[] {
  const { variables, closures, closureCount } = context;
  const names = variables.map(
    ({ name, object }) => `${name} (${format.bytes(object.retainedBytes)})`,
  );
  const shown = closures.map(closureName);
  const more = closureCount > shown.length ? [`${count(closureCount - shown.length)} more`] : [];
  return heldLines(
    context,
    [
      names.join(', '),
      ...(shown.length === 0 ? [] : [`kept by ${[...shown, ...more].join(', ')}`]),
    ],
    options,
  );
}

import * as format from './format.ts';
import { objectName, pathSteps, pathText } from './heap-path-text.ts';
import type {
  HeapReport,
  HeapReportClass,
  HeapReportGrowth,
  HeapReportHeld,
  HeapReportSummary,
} from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import type { TextColumn } from './text-table.ts';
import { renderTextTable } from './text-table.ts';
import { wrap } from './wrap.ts';

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

const INDENT = '  ';

const count = (value: number): string => value.toLocaleString('en-US');

const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

function summaryLines(summary: HeapReportSummary, options: TerminalOptions): string[] {
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
  const shown = closures.map(({ name, line, column }) =>
    line === null ? name : `${name} ${line}:${column}`,
  );
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

function growthLines(
  growth: HeapReportGrowth,
  { snapshots }: HeapReport,
  options: TerminalOptions,
): string[] {
  const { paint, columns } = options;
  const [first, second, third] = snapshots.map(({ path }) => path.split(/[\\/]/).at(-1)!);
  const until = third === undefined ? '' : `, still in ${third}`;
  const head = `${plural(growth.objects, 'object')}, ${format.bytes(growth.bytes)}: in ${second}, not in ${first}${until}`;
  const foreign = growth.sharedWithBefore < LEAST_SHARED ? [FOREIGN] : [];
  return [
    ...wrap(head, columns).map(paint.bold),
    ...foreign.flatMap((text) => wrap(text, columns)).map(paint.yellow),
    ...growth.groups.flatMap((group) => ['', ...groupLines(group, options)]),
    ...(growth.groupCount > growth.groups.length
      ? [
          '',
          `${count(growth.groupCount - growth.groups.length)} more places hold less; --top lists more.`,
        ]
      : []),
  ];
}

/** Of one process, nearly all objects of its start live on. */
const LEAST_SHARED = 0.2;
const FOREIGN =
  'Few objects of the first snapshot are in the second: are they of one process, and in the order in which they were taken?';

function groupLines(group: HeapReportGrowth['groups'][number], options: TerminalOptions): string[] {
  const { columns, paint } = options;
  const classes = group.classes
    .slice(0, MOST_CLASSES)
    .map(({ name, count: of }) => `${count(of)} × ${name}`);
  const rest = group.classes.length - classes.length;
  const what = [...classes, ...(rest > 0 ? [`${count(rest)} more classes`] : [])].join(', ');
  const below = group.objects > group.count ? `, ${plural(group.objects, 'object')} in all` : '';
  const indent = ' '.repeat(SIZE_COLUMNS + INDENT.length);
  const size = format.bytes(group.freedBytes).padStart(SIZE_COLUMNS);
  return [
    ...wrap(`${what}${below}`, columns, indent, `${size}${INDENT}`).map((line, i) =>
      i === 0 ? paint.red(size) + line.slice(size.length) : line,
    ),
    ...pathLines(withoutText(group.path), indent, options),
    ...wrap(`largest: @${group.largest.id}`, columns, indent, indent).map(paint.dim),
  ];
}

const MOST_CLASSES = 3;

type GroupPath = HeapReportGrowth['groups'][number]['path'];

/** One step a line, each below the one that holds it. */
function pathLines(path: GroupPath, indent: string, { columns }: TerminalOptions): string[] {
  if (path.length === 0) return [`${indent}${pathText(path)}`];
  const steps = pathSteps(path);
  const first = steps.slice(0, MOST_STEPS_SHOWN / 2);
  const last = steps.slice(Math.max(first.length, steps.length - MOST_STEPS_SHOWN / 2));
  const left = steps.length - first.length - last.length;
  const shown = [...first, ...(left > 0 ? [`… ${plural(left, 'step')} …`] : []), ...last];
  return shown.flatMap((text, i) =>
    wrap(text, columns, `${indent}    `, i === 0 ? indent : `${indent}→ `),
  );
}

/** The last step stands for many, whose texts differ. */
function withoutText(path: GroupPath): GroupPath {
  return path.map((step, i) =>
    i === path.length - 1 ? { ...step, object: { ...step.object, text: null } } : step,
  );
}

const MOST_STEPS_SHOWN = 16;

function objectLines({ object, path }: HeapReportHeld, options: TerminalOptions): string[] {
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

function classLines(members: HeapReportClass, options: TerminalOptions): string[] {
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
      const size = format.bytes(holder.retainedBytes).padStart(SIZE_COLUMNS);
      const indent = ' '.repeat(SIZE_COLUMNS + INDENT.length);
      return [
        `${size}${INDENT}${plural(holder.count, 'object')}`,
        ...pathLines(withoutText(holder.path), indent, options).map(paint.dim),
      ];
    }),
    ...section('Largest', members.objects, options, (held) => heldLines(held, [], options)),
  ];
}

function heading(title: string, note: string, { paint, columns }: TerminalOptions): string[] {
  const line = `${title} (${note})`;
  if (line.length > columns) return wrap(line, columns).map(paint.bold);
  return [`${paint.bold(title)} ${paint.dim(`(${note})`)}`];
}

function section<Item>(
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
function heldLines(
  { object, path }: HeapReportHeld,
  texts: readonly string[],
  { columns, paint }: TerminalOptions,
): string[] {
  const size = format.bytes(object.retainedBytes).padStart(SIZE_COLUMNS);
  const indent = ' '.repeat(SIZE_COLUMNS + INDENT.length);
  return [
    ...wrap(`${objectName(object)} @${object.id}`, columns, indent, `${size}${INDENT}`),
    ...texts.flatMap((text) => wrap(text, columns, indent, indent)),
    ...wrap(pathText(path), columns, `${indent}${INDENT}`, indent).map(paint.dim),
  ];
}

/** "1,023 KiB" */
const SIZE_COLUMNS = 9;

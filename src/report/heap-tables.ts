import * as format from './format.ts';
import { largestText } from './heap-lines.ts';
import { closureName, heldName } from './heap-object-name.ts';
import { pathSteps, pathText } from './heap-path-text.ts';
import type {
  HeapReport,
  HeapReportClass,
  HeapReportGrowth,
  HeapReportHeld,
  HeapReportSummary,
} from './heap-result.ts';

/** A table of a page, as plain data. */
export interface HeapTable {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly { readonly title: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly HeapCell[])[];
}

export interface HeapCell {
  readonly text: string;
  /** By which a column of numbers is sorted. */
  readonly value: number | null;
  /** A second line, in small print. */
  readonly detail: string | null;
}

/** All that a report says, as tables. */
export function heapTables({ summary, growth, object, class: members }: HeapReport): HeapTable[] {
  return [
    ...(summary === null ? [] : summaryTables(summary)),
    ...(growth === null ? [] : [growthTable(growth)]),
    ...(object === null ? [] : [pathTable(object)]),
    ...(members === null ? [] : classTables(members)),
  ].filter(({ rows }) => rows.length > 0);
}

const words = (text: string, detail: string | null = null): HeapCell => ({
  text,
  value: null,
  detail,
});
const amount = (value: number | null): HeapCell => ({
  text: value === null ? '' : value.toLocaleString('en-US'),
  value,
  detail: null,
});
const size = (value: number | null): HeapCell => ({
  text: value === null ? '' : format.bytes(value),
  value,
  detail: null,
});
const held = ({ object, path }: HeapReportHeld, detail = pathText(path)): HeapCell =>
  words(`${heldName(object, path)} @${object.id}`, detail);

const texts = (...titles: string[]) => titles.map((title) => ({ title, isNumber: false }));
const numbers = (...titles: string[]) => titles.map((title) => ({ title, isNumber: true }));

function summaryTables(summary: HeapReportSummary): HeapTable[] {
  const { duplicateStrings, detached } = summary;
  return [
    {
      title: 'By class',
      note: `${summary.classes.length} of ${summary.classCount} classes`,
      columns: [...texts('Class'), ...numbers('Count', 'Shallow', 'Retained')],
      rows: summary.classes.map(({ name, count, bytes, retainedBytes }) => [
        words(name),
        amount(count),
        size(bytes),
        size(retainedBytes),
      ]),
    },
    heldTable('Where most comes together', 'and who holds it', summary.retainers),
    {
      title: 'Strings that are there more than once',
      note: `${format.bytes(duplicateStrings.wastedBytes)} would be freed if each were there once`,
      columns: [...texts('Text'), ...numbers('Count', 'All', 'Wasted')],
      rows: duplicateStrings.top.map(({ text, count, bytes, wastedBytes }) => [
        words(text),
        amount(count),
        size(bytes),
        size(wastedBytes),
      ]),
    },
    {
      title: 'Largest collections',
      note: 'by the size of their tables; entries that are numbers are not in a snapshot',
      columns: [
        ...texts('Collection'),
        ...numbers('Entries', 'Capacity', 'Table', 'Unused', 'Retained'),
      ],
      rows: summary.collections.map((collection) => [
        held(collection),
        amount(collection.entries),
        amount(collection.capacity),
        size(collection.tableBytes),
        size(collection.unusedBytes),
        size(collection.object.retainedBytes),
      ]),
    },
    {
      title: 'Variables that closures keep',
      note: 'a context lives for as long as any function that was made in it',
      columns: [...texts('Context', 'Variables', 'Functions'), ...numbers('Retained')],
      rows: summary.contexts.map((context) => [
        held(context),
        words(
          context.variables
            .map(({ name, object }) => `${name} ${format.bytes(object.retainedBytes)}`)
            .join(', '),
        ),
        words(
          context.closures.map(closureName).join(', '),
          context.closureCount > context.closures.length
            ? `${context.closureCount} functions in all`
            : null,
        ),
        size(context.object.retainedBytes),
      ]),
    },
    heldTable(
      'Detached',
      "the embedder's objects that are in use no more, such as DOM nodes in no document",
      detached?.largest ?? [],
    ),
  ];
}

function heldTable(title: string, note: string, items: readonly HeapReportHeld[]): HeapTable {
  return {
    title,
    note,
    columns: [...texts('Object'), ...numbers('Shallow', 'Retained')],
    rows: items.map((item) => [
      held(item),
      size(item.object.bytes),
      size(item.object.retainedBytes),
    ]),
  };
}

function growthTable({ objects, bytes, groups, groupCount }: HeapReportGrowth): HeapTable {
  return {
    title: 'What grew',
    note: `${objects.toLocaleString('en-US')} objects, ${format.bytes(bytes)}; ${groups.length} of ${groupCount} places that hold them`,
    columns: [...texts('New objects, and who holds them'), ...numbers('Count', 'In all', 'Freed')],
    rows: groups.map((group) => [
      words(
        group.classes
          .map(({ name, count }) => `${count.toLocaleString('en-US')} × ${name}`)
          .join(', '),
        `${pathText(group.path, false)} (${largestText(group)})`,
      ),
      amount(group.count),
      amount(group.objects),
      size(group.freedBytes),
    ]),
  };
}

function pathTable({ object, path }: HeapReportHeld): HeapTable {
  return {
    title: `Who holds ${heldName(object, path)} @${object.id}`,
    note:
      path.length === 0 ? pathText(path) : 'the shortest strong path, from where it has a name on',
    columns: [...texts('Held by', 'Object'), ...numbers('Shallow', 'Retained')],
    rows: pathSteps(path).map(({ text, object }) => [
      words(text),
      words(object === null ? '' : `@${object.id}`),
      size(object?.bytes ?? null),
      size(object?.retainedBytes ?? null),
    ]),
  };
}

function classTables({ name, holders, holderCount, objects }: HeapReportClass): HeapTable[] {
  return [
    {
      title: `Who holds ${name}`,
      note: `${holders.length} of ${holderCount} places`,
      columns: [...texts('Held by'), ...numbers('Count', 'Shallow', 'Retained')],
      rows: holders.map((holder) => [
        words(pathText(holder.path, false), largestText(holder)),
        amount(holder.count),
        size(holder.bytes),
        size(holder.retainedBytes),
      ]),
    },
    heldTable(`Largest of ${name}`, 'and who holds each', objects),
  ];
}

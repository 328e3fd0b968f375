import * as format from './format.ts';
import {
  BESIDE_SIZE,
  count,
  groupPathLines,
  INDENT,
  largestText,
  plural,
  sizeText,
} from './heap-lines.ts';
import type { HeapReport, HeapReportGrowth } from './heap-result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

export function growthLines(
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
  const size = sizeText(group.freedBytes);
  return [
    ...wrap(`${what}${below}`, columns, BESIDE_SIZE, `${size}${INDENT}`).map((line, i) =>
      i === 0 ? paint.red(size) + line.slice(size.length) : line,
    ),
    ...groupPathLines(group.path, options),
    ...wrap(largestText(group), columns, BESIDE_SIZE, BESIDE_SIZE).map(paint.dim),
  ];
}

const MOST_CLASSES = 3;

import { MEMORY_NAMES } from '../record/memory-names.ts';
import { brailleCanvas } from './braille-canvas.ts';
import * as format from './format.ts';
import type { MemoryFacts } from './memory-facts.ts';
import { paintVerdict } from './paint.ts';
import type { TerminalOptions } from './terminal-options.ts';

type Floors = MemoryFacts['floors'];

/** The floors of one memory as a curve, with the bytes and operations that it spans. */
export function floorChart(facts: MemoryFacts, { columns, paint }: TerminalOptions): string[] {
  const { floors, leftOut } = shownFloors(facts);
  if (floors.length < FEWEST_FLOORS) return [];
  const { low, high } = extent(floors, facts.kind !== 'flat');
  const [bottom, top] = ends(low, high);
  const labelWidth = Math.max(bottom.length, top.length);
  const width = Math.min(MOST_COLUMNS, columns - labelWidth - AXIS.length);
  if (width < FEWEST_COLUMNS) return [];
  const rows = columns < WIDE ? 4 : 6;
  const curve = drawn(floors, low, high, width, rows);
  const margin = ' '.repeat(labelWidth);
  const colour = (line: string): string => paintVerdict(paint, VERDICTS[facts.kind], line);
  const body = curve.map((line, row) => {
    const label = row === 0 ? top : row === rows - 1 ? bottom : '';
    const axis = label === '' ? BAR : AXIS;
    return paint.dim(`${label.padStart(labelWidth)}${axis}`) + (line === '' ? '' : colour(line));
  });
  const title = `${MEMORY_NAMES[facts.memory]} at rest${leftOut === 0 ? '' : ', without its warm-up'}`;
  return [
    paint.dim(title.slice(0, columns)),
    ...body,
    paint.dim(`${margin} └${'─'.repeat(width)}`),
    paint.dim(`${margin}  ${operationsLine(floors, width)}`),
  ];
}

const VERDICTS = { growing: 'leak', flat: 'clean', undecided: 'inconclusive' } as const;
const AXIS = ' ┤';
const BAR = ' │';
/** Two floors are no curve. */
const FEWEST_FLOORS = 3;
const FEWEST_COLUMNS = 12;
/** Wider, a curve of a few dozen floors gains nothing. */
const MOST_COLUMNS = 72;
const WIDE = 60;

/**
 * Of a leak whose program first loaded itself, that first rise would press all else flat: it is
 * left out where it is as high as what followed.
 */
function shownFloors({ floors, fromOperations }: MemoryFacts): { floors: Floors; leftOut: number } {
  if (fromOperations === null) return { floors, leftOut: 0 };
  const judged = floors.filter(({ operations }) => operations >= fromOperations);
  const span = (some: Floors): number => {
    const { lowest, highest } = boundsOf(some);
    return highest - lowest;
  };
  if (judged.length < FEWEST_FLOORS || span(floors) < 2 * span(judged)) {
    return { floors, leftOut: 0 };
  }
  return { floors: judged, leftOut: floors.length - judged.length };
}

function boundsOf(floors: Floors): { lowest: number; highest: number } {
  return floors.reduce(
    ({ lowest, highest }, { bytes }) => ({
      lowest: Math.min(lowest, bytes),
      highest: Math.max(highest, bytes),
    }),
    { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY },
  );
}

/** What is flat shall look flat: its noise must not fill the height. As in the pictures. */
function extent(floors: Floors, mayGrow: boolean): { low: number; high: number } {
  const { lowest, highest } = boundsOf(floors);
  const least = Math.max(LEAST_SPAN_BYTES, mayGrow ? 0 : SMALLEST_SPAN * highest);
  const margin = Math.max(0, least - (highest - lowest)) / 2;
  const low = Math.max(0, lowest - margin);
  return { low, high: Math.max(highest + margin, low + least) };
}

const SMALLEST_SPAN = 0.02;
const LEAST_SPAN_BYTES = 64;

/** Both ends in bytes; the upper one as a difference where rounding would make them equal. */
function ends(low: number, high: number): [bottom: string, top: string] {
  const apart = (high - low) / high >= 0.02;
  return [format.bytes(low), apart ? format.bytes(high) : `+${format.bytes(high - low)}`];
}

function drawn(floors: Floors, low: number, high: number, width: number, rows: number): string[] {
  const canvas = brailleCanvas(width, rows);
  const first = floors[0]!.operations;
  const last = floors.at(-1)!.operations;
  const dots = floors.map(({ operations, bytes }) => ({
    x: Math.round(((operations - first) / Math.max(1, last - first)) * (canvas.width - 1)),
    y: Math.round(((bytes - low) / (high - low)) * (canvas.height - 1)),
  }));
  for (const [i, dot] of dots.entries()) canvas.line(dots[i - 1] ?? dot, dot);
  return canvas.lines();
}

function operationsLine(floors: Floors, width: number): string {
  const from = format.operations(floors[0]!.operations).replace(/ operations?$/, '');
  const to = format.operations(floors.at(-1)!.operations);
  const gap = width - from.length - to.length;
  return gap < 1 ? to.slice(0, width) : `${from}${' '.repeat(gap)}${to}`;
}

import { chartDocument } from './chart-document.ts';
import type { Palette } from './chart-palette.ts';
import { LIGHT } from './chart-palette.ts';
import { textWidth } from './font.ts';
import * as format from './format.ts';
import { element, escapeXml, text } from './svg.ts';

/** A part of a heap, and what it alone holds, below it. */
export interface FlamePart {
  readonly class: string;
  readonly id: number | null;
  readonly text: string | null;
  readonly count: number;
  readonly retainedBytes: number;
  readonly parts: readonly FlamePart[];
}

/**
 * An icicle: what a bar retains stands below it, as wide as it is large. A bar's colour is that of its
 * class; its label is drawn where it has room, and all of it is in the tooltip.
 */
export function flamegraphSvg(root: FlamePart, { name }: { readonly name: string }): string {
  const rows = depthOf(root);
  const total = root.retainedBytes;
  const height = TOP + rows * ROW_HEIGHT + MARGIN;
  const title = `What retains what in ${name}`;
  const body: string[] = [
    text(MARGIN, 26, fitted(title, WIDTH - 2 * MARGIN, 15, 'bold'), {
      size: 15,
      fill: LIGHT.text,
      weight: 'bold',
    }),
    text(MARGIN, 44, fitted(legend(total), WIDTH - 2 * MARGIN, SIZE), {
      size: SIZE,
      fill: LIGHT.muted,
    }),
  ];
  draw(root, { x: MARGIN, width: WIDTH - 2 * MARGIN, row: 0, total }, body);
  return chartDocument({
    width: WIDTH,
    height,
    title,
    description: descriptionOf(root),
    palette: LIGHT,
    theme: 'auto',
    body,
  });
}

const WIDTH = 1200;
const MARGIN = 16;
const TOP = 56;
const ROW_HEIGHT = 19;
const SIZE = 11;
const PADDING = 4;
/** A narrower bar can't be pointed at, and not be told from its neighbour. */
const NARROWEST = 1.5;

const legend = (total: number): string =>
  `${format.bytes(total)} in all; a bar holds alone what stands below it. Objects of one class that are too small to be shown each are one bar.`;

interface Place {
  readonly x: number;
  readonly width: number;
  readonly row: number;
  readonly total: number;
}

function draw(part: FlamePart, { x, width, row, total }: Place, body: string[]): void {
  const y = TOP + row * ROW_HEIGHT;
  const label = labelOf(part);
  const room = width - 2 * PADDING;
  const shown = room > 0 ? fitted(label, room, SIZE) : '';
  body.push(
    element(
      'g',
      {},
      `<title>${escapeXml(tooltip(part, total))}</title>`,
      element('rect', {
        x,
        y,
        width: Math.max(0.5, width - 0.5),
        height: ROW_HEIGHT - 1,
        rx: 2,
        fill: colourOf(part.class, LIGHT),
        // Text keeps its contrast on a tint, and the tint of either theme comes out right.
        'fill-opacity': 0.22,
        stroke: colourOf(part.class, LIGHT),
        'stroke-width': 0.75,
        'stroke-opacity': 0.6,
      }),
      shown === '' ? '' : text(x + PADDING, y + 13, shown, { size: SIZE, fill: LIGHT.text }),
    ),
  );
  let at = x;
  for (const below of part.parts) {
    const share = part.retainedBytes === 0 ? 0 : below.retainedBytes / part.retainedBytes;
    const size = width * share;
    if (size >= NARROWEST) draw(below, { x: at, width: size, row: row + 1, total }, body);
    at += size;
  }
}

function labelOf({ class: name, text, count, retainedBytes }: FlamePart): string {
  const what = text === null ? name : `${name} ${text}`;
  const many = count === 1 ? what : `${count.toLocaleString('en-US')} × ${name}`;
  return `${many}  ${format.bytes(retainedBytes)}`;
}

function tooltip(part: FlamePart, total: number): string {
  const share = total === 0 ? 0 : part.retainedBytes / total;
  const id = part.id === null ? '' : ` @${part.id}`;
  return `${labelOf(part)}${id}, ${format.percent(Number(share.toPrecision(3)))} of all`;
}

/** As much of the text as there is room for; nothing where that would be no word. */
function fitted(label: string, room: number, size: number, weight?: 'bold'): string {
  if (textWidth(label, size, weight) <= room) return label;
  const characters = [...label];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const cut = `${characters.slice(0, middle).join('')}…`;
    if (textWidth(cut, size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return low < FEWEST_CHARACTERS ? '' : `${characters.slice(0, low).join('').trimEnd()}…`;
}

const FEWEST_CHARACTERS = 3;

/** The same class has the same colour in each picture: a hash of its name (FNV-1a). */
function colourOf(name: string, { series }: Palette): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return series[(hash >>> 0) % series.length]!;
}

/** Of the bars that are drawn: wide enough. Not recursive below that: a heap's lists are deep. */
function depthOf(part: FlamePart): number {
  return 1 + Math.max(0, ...part.parts.map(depthOf));
}

/** For those who can't see the picture: the largest, and what they are in. */
function descriptionOf({ parts, retainedBytes }: FlamePart): string {
  const largest = parts
    .slice(0, 5)
    .map(
      (part) =>
        `${labelOf(part)} (${format.percent(Number((part.retainedBytes / retainedBytes || 0).toPrecision(2)))})`,
    );
  return `An icicle of the dominator tree. Directly below the root: ${largest.join('; ')}.`;
}

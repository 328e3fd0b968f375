import { FONT_FAMILY, type FontWeight } from './font.ts';
import type { MarkerShape } from './plot.ts';

/** Elements as strings: enough SVG for what the chart library leaves to us. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(shorten(value!))}"`)
    .join('');
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Control characters and lone surrogates are not allowed in XML 1.0, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly weight?: FontWeight;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Colour of an outline behind the letters, for text on lines. */
  readonly halo?: string;
}

/** One line of text; `y` is its baseline. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  return element(
    'text',
    {
      x,
      y,
      'font-family': FONT_FAMILY,
      'font-size': style.size,
      'font-weight': style.weight === 'bold' ? 'bold' : undefined,
      'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
      fill: style.fill,
      ...(style.halo && {
        stroke: style.halo,
        'stroke-width': 4,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      }),
    },
    escapeXml(content),
  );
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export function polyline(
  points: readonly (readonly [number, number])[],
  { color, width, dash, opacity }: Stroke,
): string {
  return element('polyline', {
    points: pointList(points),
    fill: 'none',
    stroke: color,
    'stroke-width': width,
    'stroke-dasharray': dash && dash.length > 0 ? dash.join(',') : undefined,
    'stroke-opacity': opacity,
  });
}

export function polygon(
  points: readonly (readonly [number, number])[],
  fill: string,
  opacity: number,
): string {
  return element('polygon', { points: pointList(points), fill, 'fill-opacity': opacity });
}

/** The same shapes that the chart library draws on lines, for labels and the key. */
export function marker(
  [x, y]: readonly [number, number],
  shape: MarkerShape,
  size: number,
  { fill, color }: { readonly fill: string; readonly color: string },
): string {
  const r = size / 2;
  const corners = {
    circle: [],
    diamond: [
      [x, y - r],
      [x + r, y],
      [x, y + r],
      [x - r, y],
    ],
    triangle: [
      [x, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ],
    rect: [
      [x - r, y - r],
      [x + r, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ],
  } satisfies Record<MarkerShape, [number, number][]>;
  const paint = { fill, stroke: color, 'stroke-width': 1.75 };
  return shape === 'circle'
    ? element('circle', { cx: x, cy: y, r, ...paint })
    : element('polygon', { points: pointList(corners[shape]), ...paint });
}

function pointList(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${shorten(x)},${shorten(y)}`).join(' ');
}

/** A hundredth is finer than the eye, of pixels and of opacities, and shortens the file. */
function shorten(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

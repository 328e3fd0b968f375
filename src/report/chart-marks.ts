import { BAND_OPACITY, slopeLine } from './chart-lines.ts';
import type { Palette, VariantStyle } from './chart-palette.ts';
import { limitPoint, type PlotArea } from './chart-plot-area.ts';
import { textWidth } from './font.ts';
import { bytes } from './format.ts';
import type { ChartSeries, Point } from './model.ts';
import type { Box } from './plot.ts';
import { element, polygon, polyline, text } from './svg.ts';

const LABEL_SIZE = 11.5;

/** The wedge between the lowest and the highest growth that the data allows. */
export function slopeBand(series: ChartSeries, color: string, area: PlotArea): string {
  const end = area.plot.x.max;
  const high = slopeLine(series, 'high', end);
  const low = slopeLine(series, 'low', end);
  if (high.length === 0) return '';
  return polygon([...high, ...low.reverse()].map(area.pixel), color, BAND_OPACITY);
}

/** Crosses at the limits that ended subjects, and the way there. */
export function outOfMemoryMarks(
  series: readonly ChartSeries[],
  area: PlotArea,
  styles: ReadonlyMap<string, VariantStyle>,
  palette: Palette,
  { labels = true } = {},
): { readonly under: string; readonly over: string } {
  const ends = series.flatMap((one) => {
    const limit = limitPoint(one);
    return limit ? [{ one, end: area.pixel(limit), color: styles.get(one.variant)!.color }] : [];
  });
  const taken: Box[] = ends.map(({ end: [x, y] }) => ({
    x: x - 7,
    y: y - 7,
    width: 14,
    height: 14,
  }));
  return {
    under: ends
      .map(({ one, end, color }) => {
        const last = lastBefore(one);
        const way = last && [area.pixel(last), end];
        return way ? polyline(way, { color, width: 1.5, dash: [2, 3] }) : '';
      })
      .join(''),
    over: [
      ...ends.map(({ end, color }) => outOfMemoryMark(end, color, palette.background)),
      ...(labels ? ends : []).map(({ one, end, color }) =>
        outOfMemoryLabel(end, one.outOfMemory!.limitBytes, area, taken, { color, palette }),
      ),
    ].join(''),
  };
}

/** The last reading of what met the limit: in WASM its pages, of which the live bytes are a part. */
function lastBefore({ memory, pages, floors }: ChartSeries): Point | undefined {
  return (memory === 'wasm' ? pages.at(-1) : undefined) ?? floors.at(-1);
}

export function outOfMemoryMark(
  [x, y]: readonly [number, number],
  color: string,
  background: string,
): string {
  const r = 5;
  const cross = `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
  const line = { d: cross, fill: 'none', 'stroke-linecap': 'round' };
  return (
    element('path', { ...line, stroke: background, 'stroke-width': 6 }) +
    element('path', { ...line, stroke: color, 'stroke-width': 2.5 })
  );
}

/**
 * The words beside such a mark: of the places around it the first that lies inside the plot and on
 * nothing in `taken`. They are added to `taken`.
 */
function outOfMemoryLabel(
  [x, y]: readonly [number, number],
  limitBytes: number,
  { plot: { box } }: PlotArea,
  taken: Box[],
  { color, palette }: { readonly color: string; readonly palette: Palette },
): string {
  const words = `out of memory at ${bytes(limitBytes)}`;
  const width = textWidth(words, LABEL_SIZE, 'bold');
  const height = LABEL_SIZE * 1.25;
  const left = x - 12 - width;
  const right = x + 12;
  // Under or over the mark, as near as the plot's edges let it.
  const near = Math.max(box.x + 2, Math.min(box.x + box.width - width, x - width / 2));
  const places = [
    { x: left, y: y - height / 2 },
    { x: right, y: y - height / 2 },
    ...[-1.8, 0.8, -2.8, 1.8, 2.8].flatMap((rows) =>
      [left, right, near].map((x) => ({ x, y: y + rows * height })),
    ),
  ].map((place) => ({ ...place, width, height }));
  const place =
    places.find((one) => inside(one, box) && !taken.some((other) => overlap(one, other))) ??
    places.find((one) => inside(one, box)) ??
    places[0]!;
  taken.push(place);
  return text(place.x, place.y + height * 0.8, words, {
    size: LABEL_SIZE,
    weight: 'bold',
    fill: color,
    halo: palette.background,
  });
}

function inside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x + 2 &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y >= outer.y - inner.height &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

import { MEMORIES_IN_TEXT } from '../record/memory-names.ts';
import { operationsAxis } from './chart-axis.ts';
import { type ByteScale, byteScale } from './chart-domain.ts';
import { endLabels, endLabelsWidth } from './chart-end-labels.ts';
import { type Extent, extentOf } from './chart-extent.ts';
import { shortenText } from './chart-labels.ts';
import { seriesLines } from './chart-lines.ts';
import { outOfMemoryMarks, slopeBand } from './chart-marks.ts';
import type { Palette, VariantStyle } from './chart-palette.ts';
import { lastPoint, plotArea, withoutTicks } from './chart-plot-area.ts';
import { textWidth } from './font.ts';
import { bytes, count } from './format.ts';
import type { ChartPanel, ChartSeries } from './model.ts';
import type { Box, Plot } from './plot.ts';
import { text } from './svg.ts';

export interface DrawnPanel {
  /** As far as they are drawn. */
  readonly series: readonly ChartSeries[];
  readonly plot: Plot;
  readonly under: string;
  readonly over: string;
}

const TICK_SIZE = 11;
const HEADER_HEIGHT = 32;
const FOOTER_HEIGHT = 42;
const MAX_LABEL_WIDTH = 168;

/** All variants of one implementation over one pair of axes. */
export function drawPanel(
  { title, series: all }: ChartPanel,
  area: Box,
  styles: ReadonlyMap<string, VariantStyle>,
  palette: Palette,
): DrawnPanel {
  const { series: within, end, cut } = extentOf(all);
  const scale = byteScale(within, 5);
  const series = within.map((one) => (scale.fits(one.raw) ? one : { ...one, raw: [] }));
  const empty = series.every((one) => lastPoint(one) === null);
  const yAxis = empty ? withoutTicks(scale.axis) : scale.axis;
  const tickWidth = Math.max(...yAxis.ticks.map(({ label }) => textWidth(label, TICK_SIZE)), 8);
  const labelWidth = endLabelsWidth(series, MAX_LABEL_WIDTH);
  const left = Math.ceil(tickWidth) + 8;
  const box = {
    x: area.x + left,
    y: area.y + HEADER_HEIGHT,
    width: area.width - left - labelWidth - 14,
    height: area.height - HEADER_HEIGHT - FOOTER_HEIGHT,
  };
  const xAxis = operationsAxis(end, box.width < 480 ? 4 : 6);
  const plot: Plot = {
    box,
    x: empty ? withoutTicks(xAxis) : xAxis,
    y: yAxis,
    lines: seriesLines(series, styles, scale),
  };
  const drawn = plotArea(plot, scale);

  const labels = endLabels(
    series.map((one) => {
      const last = lastPoint(one, end);
      return { series: one, style: styles.get(one.variant)!, end: last && drawn.pixel(last) };
    }),
    box,
    labelWidth,
    palette,
  );
  const marks = outOfMemoryMarks(series, drawn, styles, palette);
  return {
    series,
    plot,
    under: [
      ...series.map((one) => slopeBand(one, styles.get(one.variant)!.color, drawn)),
      labels.under,
      marks.under,
    ].join(''),
    over: [
      header(title, memoryNote(within, scale), area, palette),
      empty ? nothing(box, palette) : axisName(box, cut, palette),
      labels.over,
      marks.over,
    ].join(''),
  };
}

function header(title: string, note: string, { x, y, width }: Box, palette: Palette): string {
  const name = shortenText(title, width * 0.6, 13, 'bold');
  const noteX = name ? x + textWidth(name, 13, 'bold') + 12 : x;
  return (
    text(x, y + 13, name, { size: 13, weight: 'bold', fill: palette.text }) +
    text(noteX, y + 13, shortenText(note, x + width - noteX, 11.5), {
      size: 11.5,
      fill: palette.muted,
    })
  );
}

/** Which memory, and all that the axis doesn't say by itself. */
export function memoryNote(series: readonly ChartSeries[], scale: ByteScale): string {
  const measured = series.filter((one) => lastPoint(one) !== null);
  const parts = [[...new Set(measured.map(({ memory }) => MEMORIES_IN_TEXT[memory]))].join(', ')];
  if (scale.kind === 'log') parts.push('log scale');
  const highest = (kind: 'raw' | 'pages') => {
    const hidden = series.filter((one) => !scale.fits(one[kind]));
    return hidden.flatMap((one) => one[kind]).reduce((top, [, height]) => Math.max(top, height), 0);
  };
  const pages = highest('pages');
  const raw = highest('raw');
  if (pages > 0) parts.push(`▲ size ${bytes(pages)}, above the plot`);
  if (raw > 0) parts.push(`▲ between GCs up to ${bytes(raw)}, not drawn`);
  return parts.filter(Boolean).join(' · ');
}

function axisName(box: Box, cut: Extent['cut'], palette: Palette): string {
  const longer = cut ? ` · ${cut.variant} went on to ${count(cut.operations)}` : '';
  const name = shortenText(`operations${longer}`, box.width, TICK_SIZE);
  return text(box.x + box.width / 2, box.y + box.height + 36, name, {
    size: TICK_SIZE,
    fill: palette.muted,
    anchor: 'middle',
  });
}

function nothing(box: Box, palette: Palette): string {
  return text(box.x + box.width / 2, box.y + box.height / 2, 'nothing was measured', {
    size: 12,
    fill: palette.muted,
    anchor: 'middle',
  });
}

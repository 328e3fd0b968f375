import { operationsAxis } from './chart-axis.ts';
import { type ChartTheme, chartDocument, documentId } from './chart-document.ts';
import { byteScale } from './chart-domain.ts';
import { endLabels } from './chart-end-labels.ts';
import { extentOf } from './chart-extent.ts';
import { describe, headings, MARGIN } from './chart-headings.ts';
import { wrapText } from './chart-labels.ts';
import { seriesLines } from './chart-lines.ts';
import { outOfMemoryMarks } from './chart-marks.ts';
import {
  DARK,
  LIGHT,
  type Palette,
  plotInk,
  type VariantStyle,
  variantStyles,
} from './chart-palette.ts';
import { lastPoint, plotArea, withoutTicks } from './chart-plot-area.ts';
import { drawPlots } from './echarts.ts';
import type { ChartPanel, HeapChart, OverviewChart } from './model.ts';
import type { Box, Plot } from './plot.ts';
import { polyline, text } from './svg.ts';

const WIDTH = 1100;
const HEADER_HEIGHT = 96;
const NAME_WIDTH = 186;
const TICK_WIDTH = 62;
const LABEL_WIDTH = 172;
const GUTTER = 18;
const PLOT_HEIGHT = 62;
/** Two lines of a label, and the gap to the next. */
const LABEL_HEIGHT = 34;
/** More of them in a row would touch. */
const MAX_MARKERS = 12;
const ROW_GAP = 46;

interface DrawnCell {
  readonly plot: Plot;
  readonly under: string;
  readonly over: string;
}

/** The whole catalogue in small: a row a scenario, a column an implementation. */
export function overviewChartSvg(
  chart: OverviewChart,
  { theme = 'auto' }: { readonly theme?: ChartTheme } = {},
): string {
  const palette = theme === 'dark' ? DARK : LIGHT;
  const columns = [
    ...new Set(chart.rows.flatMap(({ panels }) => panels.map(({ title }) => title))),
  ];
  const columnWidth = (WIDTH - 2 * MARGIN - NAME_WIDTH) / Math.max(1, columns.length);
  const columnX = (column: number) => MARGIN + NAME_WIDTH + column * columnWidth;

  const cells: DrawnCell[] = [];
  const names: string[] = [];
  let y = HEADER_HEIGHT;
  for (const row of chart.rows) {
    const height = rowHeight(row);
    const styles = variantStyles(
      row.panels.flatMap(({ series }) => series),
      palette,
    );
    names.push(rowName(row, y, palette));
    for (const [column, title] of columns.entries()) {
      if (!row.panels.some((panel) => panel.title === title)) {
        names.push(
          text(columnX(column) + TICK_WIDTH, y + 10, '–', { size: 12, fill: palette.muted }),
        );
      }
    }
    for (const panel of row.panels) {
      const x = columnX(columns.indexOf(panel.title));
      cells.push(drawCell(panel, { x, y, width: columnWidth - GUTTER, height }, styles, palette));
    }
    y += height + ROW_GAP;
  }
  const size = { width: WIDTH, height: y + 18 };
  const plots = cells.map(({ plot }) => plot);

  return chartDocument({
    ...size,
    title: chart.title,
    description: [
      chart.subtitle,
      ...chart.rows.map((row) => `${row.title}. ${describe({ ...row, subtitle: '' })}`),
    ]
      .filter(Boolean)
      .join('\n'),
    palette,
    theme,
    body: [
      ...headings(chart, WIDTH, palette),
      ...columns.map((title, column) =>
        text(columnX(column) + TICK_WIDTH, HEADER_HEIGHT - 18, title, {
          size: 12,
          weight: 'bold',
          fill: palette.muted,
        }),
      ),
      ...cells.map(({ under }) => under),
      drawPlots(plots, size, plotInk(palette), documentId(chart)),
      ...cells.map(({ over }) => over),
      ...names,
      text(MARGIN, y + 2, KEY, { size: 11, fill: palette.muted }),
    ],
  });
}

const KEY =
  'Memory at rest, after full GCs, over operations. Each plot has its own axes, which end soon after its leak. × the memory limit was reached.';

function rowHeight({ panels }: HeapChart): number {
  const labels = Math.max(1, ...panels.map(({ series }) => series.length));
  return Math.max(PLOT_HEIGHT, labels * LABEL_HEIGHT);
}

function rowName({ title }: HeapChart, y: number, palette: Palette): string {
  const width = NAME_WIDTH - 8;
  const lines = wrapText(title, width, 13.5, 3);
  return [
    polyline(
      [
        [MARGIN, y - 12],
        [WIDTH - MARGIN, y - 12],
      ],
      { color: palette.grid, width: 1 },
    ),
    ...lines.map((line, index) =>
      text(MARGIN, y + 10 + index * 17, line, { size: 12.5, weight: 'bold', fill: palette.text }),
    ),
  ].join('');
}

function drawCell(
  { series }: ChartPanel,
  area: Box,
  styles: ReadonlyMap<string, VariantStyle>,
  palette: Palette,
): DrawnCell {
  // The heap between collections and the pages would be noise at this size.
  const { series: small, end } = extentOf(
    series.map((one) => ({ ...one, raw: [], pages: [], slope: null })),
  );
  const scale = byteScale(small, 2);
  const box = {
    x: area.x + TICK_WIDTH,
    y: area.y,
    width: area.width - TICK_WIDTH - LABEL_WIDTH,
    height: area.height,
  };
  const empty = small.every((one) => lastPoint(one) === null);
  const xAxis = operationsAxis(end, 2);
  const plot: Plot = {
    box,
    x: empty ? withoutTicks(xAxis) : xAxis,
    y: empty ? withoutTicks(scale.axis) : scale.axis,
    lines: seriesLines(small, styles, scale, ['floors']).map((line) => ({
      ...line,
      width: 1.75,
      marker: line.marker && {
        ...line.marker,
        size: 4.5,
        every: line.marker.every * (line.points.length > MAX_MARKERS ? 2 : 1),
      },
    })),
  };
  const drawn = plotArea(plot, scale);
  const labels = endLabels(
    small.map((one) => {
      const last = lastPoint(one, end);
      return { series: one, style: styles.get(one.variant)!, end: last && drawn.pixel(last) };
    }),
    box,
    LABEL_WIDTH - 14,
    palette,
    { maxLines: 1, gap: 4 },
  );
  const marks = outOfMemoryMarks(small, drawn, styles, palette, { labels: false });
  return { plot, under: labels.under + marks.under, over: labels.over + marks.over };
}

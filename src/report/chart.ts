import { type ChartTheme, chartDocument, documentId } from './chart-document.ts';
import { describe, headings, MARGIN } from './chart-headings.ts';
import { drawKey } from './chart-key.ts';
import { DARK, LIGHT, plotInk, variantStyles } from './chart-palette.ts';
import { drawPanel } from './chart-panel.ts';
import { drawPlots } from './echarts.ts';
import type { HeapChart } from './model.ts';

export interface ChartOptions {
  readonly theme?: ChartTheme;
}

const WIDTH = 1100;
/** One panel alone would be a strip at full width. */
const SINGLE_WIDTH = 820;
const HEADER_HEIGHT = 72;
const PANEL_HEIGHT = 396;
const KEY_HEIGHT = 44;
const GUTTER = 28;

/** Heap growth of one scenario: its implementations side by side, its variants over each other. */
export function heapChartSvg(chart: HeapChart, { theme = 'auto' }: ChartOptions = {}): string {
  const palette = theme === 'dark' ? DARK : LIGHT;
  const columns = chart.panels.length > 1 ? 2 : 1;
  const rows = Math.max(1, Math.ceil(chart.panels.length / columns));
  const width = columns > 1 ? WIDTH : SINGLE_WIDTH;
  const height = HEADER_HEIGHT + rows * PANEL_HEIGHT + KEY_HEIGHT;
  const panelWidth = (width - 2 * MARGIN - (columns - 1) * GUTTER) / columns;

  const series = chart.panels.flatMap((panel) => panel.series);
  const styles = variantStyles(series, palette);
  const panels = chart.panels.map((panel, index) =>
    drawPanel(
      panel,
      {
        x: MARGIN + (index % columns) * (panelWidth + GUTTER),
        y: HEADER_HEIGHT + Math.floor(index / columns) * PANEL_HEIGHT,
        width: panelWidth,
        height: PANEL_HEIGHT,
      },
      styles,
      palette,
    ),
  );
  const plots = panels.map(({ plot }) => plot);

  return chartDocument({
    width,
    height,
    title: chart.title,
    description: describe(chart),
    palette,
    theme,
    body: [
      ...headings(chart, width, palette),
      ...panels.map(({ under }) => under),
      drawPlots(plots, { width, height }, plotInk(palette), documentId(chart)),
      ...panels.map(({ over }) => over),
      drawKey(
        panels.flatMap(({ series }) => series),
        MARGIN,
        height - 20,
        palette,
      ),
    ],
  });
}

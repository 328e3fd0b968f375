import { LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Axis, Plot, PlotInk, PlotLine } from './plot.ts';

/*
 * The only file that knows Apache ECharts. The build replaces its output by a bundle with the
 * pieces imported here, so that the published package needs no echarts; therefore nothing that is
 * exported may mention a type of echarts.
 */
use([LineChart, GridComponent, SVGRenderer]);

/** The plots as SVG elements, without the `<svg>` around them. */
export function drawPlots(
  plots: readonly Plot[],
  size: { readonly width: number; readonly height: number },
  ink: PlotInk,
  /** Begins the identifiers of the drawing, which must be unique on a page. */
  id: string,
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: ink.fontFamily },
      grid: plots.map(({ box }) => ({
        left: box.x,
        top: box.y,
        width: box.width,
        height: box.height,
        // Our boxes are exact: ECharts 6 would otherwise move them to make room for labels.
        outerBoundsMode: 'none',
      })),
      xAxis: plots.map(({ x }, index) => ({
        ...axisOption(x, index, ink),
        axisLine: { show: true, onZero: false, lineStyle: { color: ink.axis, width: 1 } },
        axisTick: { ...tickOption(x), length: 4, lineStyle: { color: ink.axis } },
        splitLine: { show: false },
      })),
      yAxis: plots.map(({ y }, index) => ({
        ...axisOption(y, index, ink),
        axisLine: { show: false },
        // Not shown, but grid lines take their places from it.
        axisTick: { ...tickOption(y), show: false },
        splitLine: { show: true, lineStyle: { color: ink.grid, width: 1 } },
      })),
      series: plots.flatMap(({ lines }, plot) => lines.map((line) => lineOption(line, plot))),
    });
    return innerSvg(chart.renderToSVGString({ useViewBox: false }), id);
  } finally {
    chart.dispose();
  }
}

function axisOption(axis: Axis, gridIndex: number, ink: PlotInk): object {
  const labels = new Map(axis.ticks.map(({ at, label }) => [at, label]));
  return {
    type: 'value',
    gridIndex,
    min: axis.min,
    max: axis.max,
    silent: true,
    axisLabel: {
      customValues: axis.ticks.map(({ at }) => at),
      formatter: (value: number) => labels.get(value) ?? '',
      hideOverlap: false,
      showMinLabel: true,
      showMaxLabel: true,
      color: ink.label,
      fontSize: ink.labelSize,
      fontFamily: ink.fontFamily,
      margin: 8,
    },
  };
}

function tickOption(axis: Axis): object {
  return { show: true, customValues: axis.ticks.map(({ at }) => at) };
}

function lineOption(line: PlotLine, plot: number): object {
  const { marker } = line;
  const last = line.points.length - 1;
  return {
    type: 'line',
    xAxisIndex: plot,
    yAxisIndex: plot,
    data: line.points,
    clip: true,
    silent: true,
    emphasis: { disabled: true },
    // Memory grew at some time between two readings: drawn at the first, it never lies below its use.
    step: line.stepped ? 'start' : false,
    lineStyle: {
      color: line.color,
      width: line.width,
      opacity: line.opacity,
      type: line.dash.length > 0 ? line.dash : 'solid',
      cap: 'butt',
      join: 'round',
    },
    showSymbol: marker !== null,
    showAllSymbol: true,
    ...(marker && {
      symbol: marker.shape,
      symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
        (last - dataIndex) % marker.every === marker.offset ? marker.size : 0,
      itemStyle: {
        color: marker.fill,
        borderColor: line.color,
        borderWidth: 1.75,
        opacity: line.opacity,
      },
    }),
  };
}

/**
 * Left out: the `<svg>` with its background, classes with their style sheet and `pointer-events`
 * (for hovering), and the `ecmeta_…` attributes, which tie elements to data for a script. The
 * library's identifiers count the pictures drawn by this process; ours don't depend on that.
 */
function innerSvg(svg: string, id: string): string {
  return svg
    .replace(/^[^<]*<svg[^>]*>\s*<rect[^>]*><\/rect>/, '')
    .replace(/<style[\s\S]*?<\/style>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .trim();
}

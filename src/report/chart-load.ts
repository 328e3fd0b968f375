import { unitAxis } from './chart-axis.ts';
import { type ChartTheme, chartDocument, documentId } from './chart-document.ts';
import { byteScale } from './chart-domain.ts';
import { downsample } from './chart-downsample.ts';
import { endLabels } from './chart-end-labels.ts';
import { maximum } from './chart-extent.ts';
import { headings, MARGIN } from './chart-headings.ts';
import { drawKey } from './chart-key.ts';
import { spreadLabels } from './chart-labels.ts';
import { MAX_LINE_POINTS, seriesLines } from './chart-lines.ts';
import { outOfMemoryMarks } from './chart-marks.ts';
import { DARK, LIGHT, type Palette, plotInk, variantStyles } from './chart-palette.ts';
import { memoryNote } from './chart-panel.ts';
import { lastPoint, plotArea, withoutTicks } from './chart-plot-area.ts';
import { drawPlots } from './echarts.ts';
import { textWidth } from './font.ts';
import * as format from './format.ts';
import type { ChartSeries, LoadChart, LoadRound, Point } from './model.ts';
import type { Axis, Box, Plot, PlotLine } from './plot.ts';
import { polygon, polyline, text } from './svg.ts';

const WIDTH = 1030;
const HEADER_HEIGHT = 72;
const TICK_WIDTH = 66;
const LABEL_WIDTH = 206;
const TITLE_HEIGHT = 26;
const STRIP_GAP = 14;
const FOOTER_HEIGHT = 26;
const KEY_HEIGHT = 34;
const HEIGHTS = { memory: 220, requests: 92, latency: 116, inFlight: 64 };

/** One part of the picture; all have the same axis of time. */
interface Strip {
  readonly title: string;
  readonly note: string;
  readonly plot: Plot;
  readonly under: string;
  readonly over: string;
}

/** Memory, requests, latency and what is in flight: strips over one axis of time. */
export function loadChartSvg(
  chart: LoadChart,
  { theme = 'auto' }: { readonly theme?: ChartTheme } = {},
): string {
  const palette = theme === 'dark' ? DARK : LIGHT;
  const time = timeAxis(chart);
  const draw = [
    { height: HEIGHTS.memory, strip: memoryStrip },
    { height: HEIGHTS.requests, strip: requestsStrip },
    { height: HEIGHTS.latency, strip: latencyStrip },
    // A server that answers at once has none when it is looked at.
    ...(chart.inFlight.some(([, count]) => count > 0)
      ? [{ height: HEIGHTS.inFlight, strip: inFlightStrip }]
      : []),
  ];
  let y = HEADER_HEIGHT;
  const strips = draw.map(({ height, strip }, index) => {
    const box = {
      x: MARGIN + TICK_WIDTH,
      y: y + TITLE_HEIGHT,
      width: WIDTH - 2 * MARGIN - TICK_WIDTH - LABEL_WIDTH,
      height,
    };
    y += TITLE_HEIGHT + height + STRIP_GAP;
    const isLast = index === draw.length - 1;
    return strip(chart, { box, palette, x: isLast ? time : withoutTicks(time) });
  });
  const bottom = y - STRIP_GAP;
  const size = { width: WIDTH, height: bottom + FOOTER_HEIGHT + KEY_HEIGHT };
  const plots = strips.map(({ plot }) => plot);
  const first = plots[0]!.box;
  return chartDocument({
    ...size,
    title: chart.title,
    description: describe(chart),
    palette,
    theme,
    body: [
      ...headings(chart, WIDTH, palette),
      roundBands(chart.rounds, { ...first, height: bottom - first.y }, time, palette),
      ...strips.map(({ under }) => under),
      drawPlots(plots, size, plotInk(palette), documentId(chart)),
      ...strips.map(
        ({ title, note, plot, over }) => heading(title, note, plot.box, palette) + over,
      ),
      drawKey(chart.memory, MARGIN, size.height - 16, palette),
    ],
  });
}

interface Frame {
  readonly box: Box;
  readonly x: Axis;
  readonly palette: Palette;
}

function timeAxis({ memory, rounds }: LoadChart): Axis {
  const ends = memory.flatMap(({ floors, outOfMemory }) => [
    floors.at(-1)?.[0] ?? 0,
    outOfMemory?.operations ?? 0,
  ]);
  return unitAxis(Math.max(...ends, ...rounds.map(({ to }) => to)), 8, 's');
}

function heading(title: string, note: string, { x, y }: Box, palette: Palette): string {
  return (
    text(x, y - 9, title, { size: 12, weight: 'bold', fill: palette.text }) +
    (note === ''
      ? ''
      : text(x + textWidth(title, 12, 'bold') + 12, y - 9, note, { size: 11, fill: palette.muted }))
  );
}

/** When requests were sent: between two bands the server was at rest. */
function roundBands(
  rounds: readonly LoadRound[],
  { x, y, width, height }: Box,
  { max }: Axis,
  palette: Palette,
): string {
  const at = (seconds: number): number => x + (width * Math.max(0, seconds)) / max;
  return rounds
    .map(({ from, to }) =>
      polygon(
        [
          [at(from), y],
          [at(to), y],
          [at(to), y + height],
          [at(from), y + height],
        ],
        palette.grid,
        BAND_OPACITY,
      ),
    )
    .join('');
}

const BAND_OPACITY = 0.45;

function memoryStrip({ memory: all }: LoadChart, { box, x, palette }: Frame): Strip {
  const scale = byteScale(all, 5);
  const series = all.map((one) => (scale.fits(one.raw) ? one : { ...one, raw: [] }));
  const styles = variantStyles(series, palette);
  const isEmpty = series.every((one) => lastPoint(one) === null);
  const plot: Plot = {
    ...{ box, x, y: isEmpty ? withoutTicks(scale.axis) : scale.axis },
    lines: seriesLines(series, styles, scale, ['raw', 'pages', 'floors']),
  };
  const area = plotArea(plot, scale);
  const labels = endLabels(
    series.map((one) => {
      const last = lastPoint(one);
      return { series: one, style: styles.get(one.variant)!, end: last && area.pixel(last) };
    }),
    ...([box, LABEL_WIDTH - 16, palette] as const),
  );
  const marks = outOfMemoryMarks(series, area, styles, palette);
  return {
    title: 'memory',
    note: memoryNote(all, scale),
    plot,
    under: labels.under + marks.under,
    over: labels.over + marks.over,
  };
}

/** A line with its name beside its end. */
interface NamedLine {
  readonly name: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly points: readonly Point[];
}

function requestsStrip({ rounds }: LoadChart, frame: Frame): Strip {
  const { palette } = frame;
  // A round has one rate; at rest there is none.
  const pulses = (rate: (round: LoadRound) => number): Point[] =>
    rounds.flatMap((round): Point[] => [
      [round.from, 0],
      [round.from, rate(round)],
      [round.to, rate(round)],
      [round.to, 0],
    ]);
  const fails = rounds.some(({ failedPerSecond }) => failedPerSecond > 0);
  return linesStrip('requests a second', frame, [
    {
      ...{ name: 'answered', color: palette.series[1]!, dash: [] },
      points: pulses(({ answeredPerSecond }) => answeredPerSecond),
    },
    ...(fails
      ? [
          {
            ...{ name: 'failed', color: palette.series[0]!, dash: [] },
            points: pulses(({ failedPerSecond }) => failedPerSecond),
          },
        ]
      : []),
  ]);
}

function latencyStrip({ rounds, loopDelayMs }: LoadChart, frame: Frame): Strip {
  const { palette } = frame;
  const middles = (ms: (round: LoadRound) => number): Point[] =>
    rounds.map((round) => [(round.from + round.to) / 2, ms(round)]);
  return linesStrip(
    'latency and delay of the event loop',
    frame,
    [
      {
        ...{ name: '99 % within', color: palette.series[1]!, dash: [] },
        points: middles(({ p99Ms }) => p99Ms),
      },
      {
        ...{ name: 'half within', color: palette.series[2]!, dash: [] },
        points: middles(({ p50Ms }) => p50Ms),
      },
      {
        ...{ name: 'event loop late', color: palette.series[3]!, dash: [3, 3] },
        points: loopDelayMs,
      },
    ],
    'ms',
  );
}

function inFlightStrip({ inFlight, queued }: LoadChart, frame: Frame): Strip {
  const { series } = frame.palette;
  return linesStrip('requests in flight', frame, [
    { name: 'not yet answered', color: series[4]!, dash: [], points: inFlight },
    { name: 'waiting for a thread', color: series[1]!, dash: [], points: queued },
  ]);
}

function linesStrip(
  title: string,
  { box, x, palette }: Frame,
  lines: readonly NamedLine[],
  unit = '',
): Strip {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const top = Math.max(1, maximum(drawn.flatMap(({ points }) => points.map(([, value]) => value))));
  const y = unitAxis(top * HEADROOM, box.height / TICK_EVERY, unit);
  const plot: Plot = { box, x, y, lines: drawn.map(plotLine) };
  const pixelY = (value: number): number => box.y + box.height * (1 - value / y.max);
  const wanted = drawn.map(({ points }) => pixelY(heightOf(points)));
  const middles = spreadLabels(
    wanted,
    drawn.map(() => LABEL_HEIGHT),
    box.y,
    box.y + box.height,
  );
  const left = box.x + box.width + 14;
  const labels = drawn.map(({ name, color, dash }, i) => {
    const middle = middles[i]!;
    const sample = [
      [left, middle],
      [left + SAMPLE_WIDTH, middle],
    ] as const;
    return (
      polyline(sample, { color, width: 2, dash }) +
      text(left + SAMPLE_WIDTH + 6, middle + 4, name, { size: 11.5, fill: palette.text })
    );
  });
  return { title, note: '', plot, under: '', over: labels.join('') };
}

const HEADROOM = 1.08;
const TICK_EVERY = 30;
const LABEL_HEIGHT = 16;
const SAMPLE_WIDTH = 16;

/** Where a line mostly runs: what it comes back to at rest says nothing. */
function heightOf(points: readonly Point[]): number {
  const heights = points.map(([, value]) => value).filter((value) => value > 0);
  return heights.sort((a, b) => a - b)[heights.length >> 1] ?? 0;
}

function plotLine({ points, color, dash }: NamedLine): PlotLine {
  return {
    points: downsample(points, MAX_LINE_POINTS),
    ...{ color, dash, width: 1.5, opacity: 0.95, stepped: false, marker: null },
  };
}

/** What the picture shows, in words. */
function describe({ subtitle, memory, rounds }: LoadChart): string {
  const threads = memory.map(({ variant, summary }: ChartSeries) => `${variant}: ${summary}`);
  const measured = rounds.filter(({ isMeasured }) => isMeasured).length;
  return [
    subtitle,
    `${threads.join('; ')}.`,
    `${format.number(measured)} rounds of requests.`,
  ].join('\n');
}

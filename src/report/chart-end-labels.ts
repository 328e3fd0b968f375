import { shortenText, spreadLabels, wrapText } from './chart-labels.ts';
import type { Palette, VariantStyle } from './chart-palette.ts';
import { textWidth } from './font.ts';
import type { ChartSeries } from './model.ts';
import type { Box } from './plot.ts';
import { marker, polyline, text } from './svg.ts';

const NAME_SIZE = 12;
const SUMMARY_SIZE = 11.5;
const LINE_HEIGHT = 15;
const GAP = 9;
const MAX_LINES = 3;
/** Room for the marker before the name, and for the verdict's sign before the summary. */
const INDENT = 16;

/** Signs that tell the verdict without colour. */
const SIGNS = { leak: '▲', clean: '✓', inconclusive: '≈', failed: '✗' } as const;

export interface EndLabel {
  readonly series: ChartSeries;
  readonly style: VariantStyle;
  /** Where the line ends, in pixels; null where there is no line. */
  readonly end: readonly [x: number, y: number] | null;
}

/** The width that these labels want, up to `max`: longer summaries are wrapped. */
export function endLabelsWidth(series: readonly ChartSeries[], max: number): number {
  const widths = series.map(({ variant, summary }) =>
    Math.max(textWidth(variant, NAME_SIZE, 'bold'), textWidth(summary, SUMMARY_SIZE)),
  );
  return Math.ceil(Math.min(max, INDENT + Math.max(0, ...widths)));
}

/**
 * Names and summaries to the right of a plot, at the height of the lines' ends, with a dotted line
 * to those that end earlier.
 */
export function endLabels(
  labels: readonly EndLabel[],
  plot: Box,
  width: number,
  palette: Palette,
  { maxLines = MAX_LINES, gap = GAP } = {},
): { readonly under: string; readonly over: string } {
  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  const blocks = labels.map(({ series }) => blockOf(series, width, maxLines, gap));
  const middles = spreadLabels(
    labels.map(({ end }, index) => (end?.[1] ?? bottom) + blockShift(blocks[index]!)),
    blocks.map(({ height }) => height),
    plot.y - gap / 2 - 2,
    // Lower down they would meet the last label of the axis.
    bottom + gap / 2 + 2,
  );
  return {
    under: labels
      .map(({ end, style }, index) => {
        if (!end) return '';
        const target = [right + 11, middles[index]! - blockShift(blocks[index]!)] as const;
        if (end[0] > right - 4 && Math.abs(target[1] - end[1]) < 4) return '';
        const route = [end, [Math.max(end[0], right + 2), end[1]], target] as const;
        return polyline(route, { color: style.color, width: 1, dash: [1.5, 2.5], opacity: 0.8 });
      })
      .join(''),
    over: labels
      .map(({ style }, index) =>
        drawBlock(blocks[index]!, right + 14, middles[index]!, style, palette),
      )
      .join(''),
  };
}

interface Block {
  readonly name: string;
  readonly lines: readonly string[];
  readonly sign: string;
  readonly textHeight: number;
  /** With the gap to the next block. */
  readonly height: number;
}

function blockOf(
  { variant, summary, verdict }: ChartSeries,
  width: number,
  maxLines: number,
  gap: number,
): Block {
  const name = shortenText(variant, width - INDENT, NAME_SIZE, 'bold');
  const lines = wrapText(summary, width - INDENT, SUMMARY_SIZE, maxLines);
  const rows = lines.length + (name ? 1 : 0);
  const textHeight = rows * LINE_HEIGHT;
  return { name, lines, sign: SIGNS[verdict], textHeight, height: textHeight + gap };
}

/** From the block's middle up to the middle of its first line, where the dotted line arrives. */
function blockShift({ textHeight }: Block): number {
  return (textHeight - LINE_HEIGHT) / 2;
}

function drawBlock(
  { name, lines, sign, textHeight }: Block,
  x: number,
  middle: number,
  { color, shape, fill }: VariantStyle,
  palette: Palette,
): string {
  const parts: string[] = [];
  // Baselines lie a third of the size below the middle of a line of capitals.
  let y = middle - textHeight / 2 + LINE_HEIGHT / 2 + SUMMARY_SIZE * 0.36;
  if (name) {
    parts.push(
      marker([x + 5, y - SUMMARY_SIZE * 0.36], shape, 7.5, { fill, color }),
      text(x + INDENT, y, name, { size: NAME_SIZE, weight: 'bold', fill: color }),
    );
    y += LINE_HEIGHT;
  }
  for (const [index, line] of lines.entries()) {
    if (index === 0) {
      parts.push(text(x + 5, y, sign, { size: 11, fill: palette.text, anchor: 'middle' }));
    }
    parts.push(text(x + INDENT, y, line, { size: SUMMARY_SIZE, fill: palette.text }));
    y += LINE_HEIGHT;
  }
  return parts.join('');
}

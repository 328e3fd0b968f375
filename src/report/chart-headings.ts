import { shortenText } from './chart-labels.ts';
import type { Palette } from './chart-palette.ts';
import type { ChartSeries, HeapChart } from './model.ts';
import { text } from './svg.ts';

export const MARGIN = 24;

/** Title and subtitle of a picture. */
export function headings(
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  width: number,
  palette: Palette,
): string[] {
  const room = width - 2 * MARGIN;
  return [
    text(MARGIN, 34, shortenText(title, room, 18, 'bold'), {
      size: 18,
      weight: 'bold',
      fill: palette.text,
    }),
    text(MARGIN, 54, shortenText(subtitle, room, 12.5), { size: 12.5, fill: palette.muted }),
  ];
}

/** What the picture shows, in words: "TypeScript: leaky: leak +112 B/op; fixed: clean." */
export function describe({ subtitle, panels }: HeapChart): string {
  const one = ({ variant, summary, outOfMemory }: ChartSeries) =>
    `${variant ? `${variant}: ` : ''}${summary}${outOfMemory ? ', out of memory' : ''}`;
  const parts = panels.map(({ title, series }) => `${title}: ${series.map(one).join('; ')}.`);
  return [subtitle, ...parts].filter(Boolean).join('\n');
}

import { FONT_FAMILY } from './font.ts';
import type { ChartSeries } from './model.ts';
import type { MarkerShape, PlotInk } from './plot.ts';

/*
 * Okabe and Ito's hues (distinguishable with every common colour blindness), darkened on white and
 * lightened on black until text in them reaches WCAG's contrast of 4.5. Each variant has a marker
 * and a label of its own besides, so that no picture needs its colours.
 */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  readonly series: readonly string[];
}

export const LIGHT: Palette = {
  background: '#ffffff',
  text: '#1a1f26',
  muted: '#59626d',
  axis: '#a9b1ba',
  grid: '#e6e9ed',
  series: ['#c2410c', '#0a66a8', '#0b7a5c', '#a0397f', '#86600a', '#4b5563'],
};

export const DARK: Palette = {
  background: '#0e1116',
  text: '#eceff3',
  muted: '#9ba5b1',
  axis: '#4d5662',
  grid: '#242a32',
  series: ['#ff8a4f', '#62b4f6', '#33c89b', '#e890c9', '#e3b341', '#b6c0cc'],
};

export interface VariantStyle {
  readonly color: string;
  readonly shape: MarkerShape;
  /** Inside of the marker: the line's colour, or the background's for a hollow one. */
  readonly fill: string;
}

const MARKERS: readonly { readonly shape: MarkerShape; readonly hollow: boolean }[] = [
  { shape: 'circle', hollow: false },
  { shape: 'diamond', hollow: true },
  { shape: 'triangle', hollow: false },
  { shape: 'rect', hollow: true },
  { shape: 'triangle', hollow: true },
  { shape: 'rect', hollow: false },
];

/**
 * Styles by variant, the same in all panels of a picture. "leaky" and "fixed" look the same in all
 * pictures; a name of its own gets the look of the one whose verdict it shares if that is free.
 */
export function variantStyles(
  series: readonly ChartSeries[],
  palette: Palette,
): ReadonlyMap<string, VariantStyle> {
  const slots = new Map<string, number>();
  const names = new Set(series.map(({ variant }) => variant));
  if (names.has('leaky')) slots.set('leaky', 0);
  if (names.has('fixed')) slots.set('fixed', 1);
  const isFree = (slot: number) => ![...slots.values()].includes(slot);

  for (const { variant, verdict } of series) {
    if (slots.has(variant)) continue;
    const wanted = verdict === 'leak' ? 0 : verdict === 'clean' ? 1 : 2;
    // With "leaky" or "fixed" in the picture the two first looks keep their meaning.
    const alone = !names.has('leaky') && !names.has('fixed');
    const free = [2, 3, 4, 5].find(isFree) ?? 5;
    slots.set(variant, alone && isFree(wanted) ? wanted : free);
  }

  return new Map(
    [...slots].map(([variant, slot]) => {
      const color = palette.series[slot]!;
      const { shape, hollow } = MARKERS[slot]!;
      return [variant, { color, shape, fill: hollow ? palette.background : color }];
    }),
  );
}

export function plotInk(palette: Palette): PlotInk {
  return {
    label: palette.muted,
    axis: palette.axis,
    grid: palette.grid,
    labelSize: 11,
    // Single quotes would do as well, but the chart library puts this into a style attribute.
    fontFamily: FONT_FAMILY,
  };
}

/** Colours of the light palette with their dark counterparts. */
export function darkCounterparts(): [light: string, dark: string][] {
  const colors = ({ series, ...others }: Palette) => [...Object.values(others), ...series];
  const dark = colors(DARK);
  return colors(LIGHT).map((light, index) => [light, dark[index]!]);
}

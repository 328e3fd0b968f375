import { describe, expect, it } from 'vitest';
import { DARK, darkCounterparts, LIGHT, variantStyles } from '../../src/report/chart-palette.ts';
import { fixed, leaky, series } from '../helpers/charts.ts';

const linearize = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const channels = (hex: string) =>
  [1, 3, 5].map((at) => linearize(Number.parseInt(hex.slice(at, at + 2), 16) / 255));

/** WCAG 2: relative luminances, lighter over darker. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = channels(hex) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const BLINDNESS = {
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
} as const;

function seen(hex: string, matrix: readonly number[]): number[] {
  const rgb = channels(hex);
  const mixed = [0, 3, 6].map((row) =>
    rgb.reduce((sum, channel, index) => sum + channel * matrix[row + index]!, 0),
  );
  return mixed.map((channel) => Math.max(0, Math.min(1, channel)) ** (1 / 2.2));
}

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s palette', (_, palette) => {
  it('has text that is easy to read', () => {
    for (const color of [palette.text, palette.muted, ...palette.series]) {
      expect(contrast(color, palette.background), color).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has a grid that is quieter than everything else', () => {
    expect(contrast(palette.grid, palette.background)).toBeLessThan(1.5);
  });

  it.each(Object.entries(BLINDNESS))('keeps leaky from fixed with %s', (_, matrix) => {
    const [leak, fix] = palette.series.map((color) => seen(color, matrix));
    const distance = Math.hypot(...leak!.map((channel, index) => channel - fix![index]!));
    expect(distance).toBeGreaterThan(0.3);
  });

  it('has each colour once, or it could not be exchanged for its twin', () => {
    const colors = darkCounterparts().map((pair) => pair[palette === LIGHT ? 0 : 1]);
    expect(new Set(colors).size).toBe(colors.length);
  });
});

describe('styles of variants', () => {
  const slots = (...all: Parameters<typeof variantStyles>[0][number][]) => {
    const styles = variantStyles(all, LIGHT);
    return all.map(({ variant }) => LIGHT.series.indexOf(styles.get(variant)!.color));
  };

  it('are the same for leaky and fixed in each picture', () => {
    expect(slots(leaky(), fixed())).toEqual([0, 1]);
    expect(slots(fixed({ variant: 'lru' }), fixed(), leaky())).toEqual([2, 1, 0]);
  });

  it('follow the verdict for a subject alone', () => {
    expect(slots(series({ variant: '' }))).toEqual([0]);
    expect(slots(fixed({ variant: 'server' }))).toEqual([1]);
    expect(slots(series({ variant: 'server', verdict: 'inconclusive' }))).toEqual([2]);
  });

  it('differ in colour and in marker', () => {
    const all = ['leaky', 'fixed', 'fifo', 'lru', 'once'].map((variant) => series({ variant }));
    const styles = [...variantStyles(all, LIGHT).values()];
    expect(new Set(styles.map(({ color }) => color)).size).toBe(5);
    const markers = styles.map(({ shape, fill, color }) => `${shape} ${fill === color}`);
    expect(new Set(markers).size).toBe(5);
  });
});

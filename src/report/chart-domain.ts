import { linearBytesAxis, logBytesAxis } from './chart-axis.ts';
import { lastOperation, maximum, minimum } from './chart-extent.ts';
import type { ChartSeries, Point } from './model.ts';
import type { Axis } from './plot.ts';

export interface ByteScale {
  readonly kind: 'linear' | 'log';
  readonly axis: Axis;
  /** Value on the axis of so many bytes. */
  at(bytes: number): number;
  /** Whether these points lie below the axis's end. */
  fits(points: readonly Point[]): boolean;
}

/**
 * A linear axis makes one leak's growth look like nothing when another grows 1000 times as high
 * (it would be a third of a pixel in a plot of 300).
 */
const LOG_RATIO = 1000;

/**
 * What the verdict rests on gets at least an eighth of a leak's picture (some 40 pixels). A JS heap
 * that swings by megabytes between collections would hide a leak of kilobytes: it is left out then,
 * and the picture says so.
 */
const ROOM = 8;

/** Where nothing leaks, differences below this share of the value are noise and shall look flat. */
const SMALLEST_SPAN = 0.02;

/**
 * The axis starts at 0 unless the lowest value is at least this share of the highest and something
 * grows, or may grow: a leak on top of a large heap would be invisible. What is flat shall look so.
 */
const FLOATING_FROM = 0.4;

/**
 * The axis of bytes for all series of a panel: chosen by the floors and the fitted growth; the heap
 * between collections, pages and limits are shown as far as they leave room for these.
 */
export function byteScale(series: readonly ChartSeries[], ticks: number): ByteScale {
  const range = byteRange(series);
  if (needsLog(series)) {
    const low = Math.max(1, minimum(floorBytes(series).filter((bytes) => bytes > 0)));
    const axis = logBytesAxis(low, range.high * 1.5, ticks);
    return scaleOf('log', axis, (bytes) => Math.max(axis.min, Math.log2(Math.max(1, bytes))));
  }
  const grows = series.some(({ verdict }) => verdict === 'leak' || verdict === 'inconclusive');
  const low = grows && range.low >= FLOATING_FROM * range.high ? range.low : 0;
  const padding = (range.high - low) * 0.06;
  const from = low === 0 ? 0 : Math.max(0, low - 2 * padding);
  const axis = linearBytesAxis(from, range.high + padding, ticks);
  return scaleOf('linear', axis, (bytes) => bytes);
}

function scaleOf(kind: ByteScale['kind'], axis: Axis, at: ByteScale['at']): ByteScale {
  const fits = (points: readonly Point[]) => points.every(([, bytes]) => at(bytes) <= axis.max);
  return { kind, axis, at, fits };
}

/**
 * A logarithmic axis bends the straight line of a leak, so it must be needed: two series of one
 * panel that both grow (a leak, or perhaps one: inconclusive, and more than doubled) and whose tops
 * are at least LOG_RATIO apart. A clean one beside a huge leak isn't a reason: flat is what it says,
 * and its first steps are warm-up.
 */
export function needsLog(series: readonly ChartSeries[]): boolean {
  const tops = series
    .filter(({ floors, verdict }) => {
      const values = floors.map(([, bytes]) => bytes);
      const top = Math.max(0, ...values);
      const mayLeak = verdict === 'inconclusive' && top > 2 * values[0]!;
      return top > 0 && (verdict === 'leak' || mayLeak);
    })
    .map(({ floors }) => maximum(floors.map(([, bytes]) => bytes)));
  return tops.length > 1 && Math.max(...tops) >= LOG_RATIO * Math.min(...tops);
}

function byteRange(series: readonly ChartSeries[]): { low: number; high: number } {
  const raw = series.map(({ raw }) => raw.map(([, bytes]) => bytes));
  const others = series.flatMap(({ pages, outOfMemory }) => [
    ...pages.map(([, bytes]) => bytes),
    ...(outOfMemory ? [outOfMemory.limitBytes] : []),
  ]);
  const decisive = [...floorBytes(series), ...slopeEnds(series)];
  const trusted = decisive.length > 0 ? decisive : [...raw.flat(), ...others];
  if (trusted.length === 0) return { low: 0, high: 1024 };

  const base = minimum(trusted);
  const top = maximum(trusted);
  const leaks = series.some(({ verdict }) => verdict === 'leak');
  // 64 bytes: an axis for nothing but zeros still needs a height.
  const growth = Math.max(top - base, leaks ? 0 : top * SMALLEST_SPAN, 64);
  const ceiling = leaks ? base + ROOM * growth : Number.POSITIVE_INFINITY;
  // A sawtooth is shown as a whole or not at all: without its teeth's tips it is only stripes.
  const whole = raw.filter((bytes) => maximum(bytes) <= ceiling).flat();
  const shown = [...whole, ...others.filter((bytes) => bytes <= ceiling)];
  const margin = (growth - (top - base)) / 2;
  return {
    low: Math.max(0, Math.min(base - margin, minimum(whole))),
    high: Math.max(top + margin, maximum(shown)),
  };
}

function floorBytes(series: readonly ChartSeries[]): number[] {
  return series.flatMap(({ floors }) => floors.map(([, bytes]) => bytes));
}

/** The end of the fitted line, no further than its axis goes. */
function slopeEnds(series: readonly ChartSeries[]): number[] {
  const end = lastOperation(series);
  return series.flatMap(({ slope }) => {
    if (!slope) return [];
    const operations = Math.min(slope.toOperations, end) - slope.from[0];
    return [Math.max(0, slope.from[1] + slope.estimate * operations)];
  });
}

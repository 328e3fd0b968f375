import { bytes, count } from './format.ts';
import type { Axis, Tick } from './plot.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Operations start at 0 and end where the data does. */
export function operationsAxis(max: number, ticks: number): Axis {
  const end = Math.max(1, max);
  const step = Math.max(1, roundStep(end / ticks));
  return { min: 0, max: end, ticks: multiples(step, 0, end).map((at) => tick(at, count)) };
}

/** From 0 to where the data ends: "2.5 ms". Without a unit it counts, in whole numbers. */
export function unitAxis(max: number, ticks: number, unit: string): Axis {
  const step = Math.max(unit === '' ? 1 : 0, roundStep(max / ticks));
  const number = (at: number): string => (at < 1000 ? String(at) : count(at));
  const label = (at: number): string => (at === 0 ? '0' : `${number(at)} ${unit}`.trim());
  return { min: 0, max, ticks: multiples(step, 0, max).map((at) => tick(at, label)) };
}

/**
 * A linear axis for bytes: ticks at 1, 2 or 5 × 10ⁿ of the unit that its top is given in, all in
 * that unit.
 */
export function linearBytesAxis(low: number, high: number, ticks: number): Axis {
  const exponent = unitOf(high);
  const unit = 1024 ** exponent;
  let step = roundStep((high - low) / unit / ticks);
  if (exponent === 0) step = Math.max(1, step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const label = (value: number) =>
    value === 0 ? '0' : `${value.toFixed(decimals)} ${UNITS[exponent]}`;
  return {
    min: low,
    max: high,
    ticks: multiples(step, low / unit, high / unit).map((value) => ({
      at: value * unit,
      label: label(value),
    })),
  };
}

/** A logarithmic axis for bytes: its values are exponents of two, so units fall on ticks. */
export function logBytesAxis(low: number, high: number, ticks: number): Axis {
  const span = Math.log2(high) - Math.log2(low);
  const step = [1, 2, 5, 10, 20].find((candidate) => span / candidate <= ticks) ?? 20;
  const min = Math.floor(Math.log2(low) / step) * step;
  const max = Math.log2(high);
  return {
    min,
    max,
    ticks: multiples(step, min, max).map((at) => tick(at, (exponent) => bytes(2 ** exponent))),
  };
}

function tick(at: number, label: (at: number) => string): Tick {
  return { at, label: label(at) };
}

function multiples(step: number, from: number, to: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  // Through a string, or 3 × 0.1 would be 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const distance = (factor: number) => Math.abs(Math.log((factor * power) / rough));
  return [1, 2, 5, 10].reduce((a, b) => (distance(b) < distance(a) ? b : a)) * power;
}

function unitOf(value: number): number {
  if (value < 1) return 0;
  return Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
}

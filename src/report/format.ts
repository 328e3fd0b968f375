/** Numbers as people read them. Digits beyond what was measured would be noise. */
const SIGNIFICANT_DIGITS = 3;

/** 0.0123, 4.57, 48, 1,093, 12,300 */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  // Written out: "9e-5" is not how people compare bytes.
  if (size > 0 && size < 0.001)
    return trimmed(value.toFixed(Math.min(20, 1 - Math.floor(Math.log10(size)))));
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

const trimmed = (text: string): string => text.replace(/0+$/, '');

/** 512 B, 1.5 KiB, 256 MiB */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${number(size)} ${units[unit]}`;
}

/** 850 ms, 16.5 s, 4 min 10 s, 2 h 5 min, 3 days, 12 years */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${number(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return days < 3650 ? `${number(days)} days` : `${number(Math.floor(days / 365.25))} years`;
}

/** 950, 12.5 k, 3.2 M: a number of operations. */
export function count(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const units = ['k', 'M', 'G', 'T'];
  let size = value;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${Number(size.toPrecision(SIGNIFICANT_DIGITS))} ${units[unit]}`;
}

/** "12,000 operations", "1 operation", "62 M operations" */
export function operations(value: number): string {
  const text =
    value < FROM_HERE_IN_UNITS ? Math.round(value).toLocaleString('en-US') : count(value);
  return `${text} ${text === '1' ? 'operation' : 'operations'}`;
}

const FROM_HERE_IN_UNITS = 1_000_000;

/** "99.9 %" */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(12))} %`;
}

/** "+48.0 B/op" in words of a legend or a line. */
export function rate(bytesPerOperation: number): string {
  return `${bytesPerOperation > 0 ? '+' : ''}${number(bytesPerOperation)} B/op`;
}

/**
 * How many digits a measured rate deserves: as many as its interval allows. 64.0 (63.9–64.1), but
 * 333 (272–510). The ends are rounded outwards, so that what is printed still holds the truth.
 */
export function interval({ estimate, low, high }: Interval): IntervalText {
  const { place, narrow } = lastPlace(estimate, (high - low) / 2);
  const outwards = (value: number, round: (steps: number) => number): string =>
    rounded(value, place, narrow ? Math.round : round);
  const lowText = outwards(low, (steps) => Math.floor(steps + ROUNDING_ERROR));
  return {
    estimate: rounded(estimate, place, Math.round),
    // An end above 0 is not said to be 0: whether it is above is what the verdict rests on.
    low: low > 0 && Number(lowText) === 0 ? rounded(low, placeOf(low), Math.floor) : lowText,
    high: outwards(high, (steps) => Math.ceil(steps - ROUNDING_ERROR)),
  };
}

/** A bound, rounded up to two digits: what is below 0.0284 is also below 0.029. */
export function bound(value: number): string {
  if (!(value > 0)) return '0';
  const place = Math.floor(Math.log10(value)) - 1;
  const text = rounded(value, place, (steps) => Math.ceil(steps - ROUNDING_ERROR));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export interface IntervalText {
  readonly estimate: string;
  readonly low: string;
  readonly high: string;
}

interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The power of ten of the last digit to be shown: that of the half-width, but two digits at least
 * (three of what has no decimals), and four at most.
 */
function lastPlace(estimate: number, halfWidth: number): { place: number; narrow: boolean } {
  const first = placeOf(Math.abs(estimate) || 1);
  const coarsest = first < 2 ? first - 1 : first - 2;
  const finest = Math.min(0, first - 3);
  const deserved = halfWidth === 0 ? Number.NEGATIVE_INFINITY : placeOf(halfWidth);
  return {
    place: Math.max(finest, Math.min(coarsest, deserved)),
    // Narrower than any digit shown, an end rounded outwards would lie: 1,023–1,025 of 1,024.
    narrow: deserved < finest,
  };
}

/** Of the first digit. The small term: 0.0999… stands for 0.1, and 999.999… for 1000. */
const placeOf = (value: number): number => Math.floor(Math.log10(value) + 1e-6);

/** 111.9 × 10 is 1119.0000000000002. */
const ROUNDING_ERROR = 1e-6;

function rounded(value: number, place: number, round: (steps: number) => number): string {
  const decimals = Math.min(20, Math.max(0, -place));
  return (round(value * 10 ** -place) / 10 ** -place).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

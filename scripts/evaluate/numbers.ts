import * as format from '../../src/report/format.ts';
import type { Spread } from './spread.ts';
import type { Share } from './wilson.ts';

/** 3 %, 0.42 %, 99.6 % */
export function percent(value: number): string {
  return `${format.number(100 * value)} %`;
}

/** "3 of 150, 2 % (≤ 5.7 %)": never the share without what may be behind it. */
export function atMost({ count, of, high }: Share): string {
  if (of === 0) return '–';
  return `${count} of ${of}, ${percent(count / of)} (≤ ${percent(high)})`;
}

/** "249 of 250, 99.6 % (≥ 97.8 %)" */
export function atLeast({ count, of, low }: Share): string {
  if (of === 0) return '–';
  return `${count} of ${of}, ${percent(count / of)} (≥ ${percent(low)})`;
}

/** "1.2 s / 4.8 s" */
export function medianAndP95(
  spread: Pick<Spread, 'median' | 'p95'> | null,
  unit: (value: number) => string,
): string {
  return spread === null ? '–' : `${unit(spread.median)} / ${unit(spread.p95)}`;
}

/** "20", "20 and 24", "20, 22 and 24" */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

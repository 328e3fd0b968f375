import type { Case } from './rule-summary.ts';
import { rules } from './rules/index.ts';
import { spreadOf } from './spread.ts';
import type { Share } from './wilson.ts';
import { share } from './wilson.ts';

/** How often leaklab's interval holds the true rate. */
export interface Coverage {
  readonly label: string;
  /** Of the runs with an interval: it holds the truth. */
  readonly covered: Share;
  /** Of all runs of these programs: no leak was found, so there is no interval. */
  readonly without: Share;
  /** Width of the interval, and distance of the estimate from the truth, as shares of the truth. */
  readonly width: { readonly median: number; readonly p95: number } | null;
  readonly error: { readonly median: number; readonly p95: number } | null;
}

/** Rates below which each row ends; the last has no end. */
const SIZES = [
  [32, 'below 32 B'],
  [256, '32 to 255 B'],
  [4096, '256 B to 4 KiB'],
  [65_536, '4 to 64 KiB'],
  [Number.POSITIVE_INFINITY, '64 KiB and more'],
] as const;

/** Row by row of size, then all of them. */
export function coverageBySize(cases: readonly Case[]): Coverage[] {
  const known = cases.filter(({ program }) => program.truth.bytesPerOperation !== null);
  const rateOf = ({ program }: Case): number => program.truth.bytesPerOperation!.value;
  const rows = SIZES.map(([end, label], i) => {
    const from = i === 0 ? 0 : SIZES[i - 1]![0];
    return coverageOf(
      label,
      known.filter((item) => rateOf(item) >= from && rateOf(item) < end),
    );
  });
  return [...rows.filter(({ without }) => without.of > 0), coverageOf('all', known)];
}

function coverageOf(label: string, cases: readonly Case[]): Coverage {
  const measured = cases.flatMap(({ program, run }) => {
    const truth = program.truth.bytesPerOperation!;
    const { interval } = run.decisions[OURS]!;
    return interval === null ? [] : [{ truth, interval }];
  });
  const covered = measured.filter(
    ({ truth, interval }) => interval.low <= truth.high && interval.high >= truth.low,
  );
  return {
    label,
    covered: share(covered.length, measured.length),
    without: share(cases.length - measured.length, cases.length),
    width: spreadOf(
      measured.map(({ truth, interval }) => (interval.high - interval.low) / truth.value),
    ),
    error: spreadOf(
      measured.map(({ truth, interval }) => Math.abs(interval.estimate / truth.value - 1)),
    ),
  };
}

const OURS = rules[0]!.id;

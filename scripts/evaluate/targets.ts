import * as format from '../../src/report/format.ts';
import type { Evaluation } from './evaluation.ts';
import { QUIET } from './evaluation.ts';
import { percent } from './numbers.ts';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** Null where nothing was measured. */
  readonly met: boolean | null;
  /** Whether a sample is held to it, too: one case is enough to miss it, and the clock has no say. */
  readonly ofSample: boolean;
}

/** What leaklab is held to, beside what was measured. */
export function targetsOf(evaluation: Evaluation): Target[] {
  const [ours] = evaluation.rules;
  const { falseAlarms, inconclusive, failed, flaky } = ours!;
  const undecided = inconclusive.count + failed.count;
  const covered = evaluation.planted.at(-1)!.covered;
  const time = (label: string, part: 'median' | 'p95', mostMs: number): Target[] => {
    const row = [`${label}, ${QUIET}`, label]
      .map((name) => evaluation.times.find((item) => item.label === name))
      .find((item) => item !== undefined);
    if (row === undefined) return [];
    return [
      {
        what: `time from start to exit, ${row.label}, ${part === 'p95' ? '95th percentile' : part}`,
        wanted: `at most ${format.duration(mostMs)}`,
        measured: format.duration(row.ms[part]),
        met: row.ms[part] <= mostMs,
        ofSample: false,
      },
    ];
  };
  return [
    {
      what: 'false alarms',
      wanted: '0',
      measured: `${falseAlarms.count} of ${falseAlarms.of}`,
      met: falseAlarms.count === 0,
      ofSample: true,
    },
    {
      what: 'misses of 1 B/op or more',
      wanted: '0',
      measured: String(evaluation.missesThatMatter),
      met: evaluation.missesThatMatter === 0,
      ofSample: true,
    },
    {
      what: 'inconclusive or failed',
      wanted: `at most ${percent(MOST_UNDECIDED)}`,
      measured: `${undecided} of ${inconclusive.of}`,
      met: undecided <= MOST_UNDECIDED * inconclusive.of,
      ofSample: false,
    },
    {
      what: 'programs with more than one verdict',
      wanted: '0',
      measured: flaky.of === 0 ? 'no program was run twice' : `${flaky.count} of ${flaky.of}`,
      met: flaky.of === 0 ? null : flaky.count === 0,
      ofSample: false,
    },
    {
      what: 'intervals that hold the true rate of a planted leak',
      wanted: `at least ${percent(LEAST_COVERED)}`,
      measured: `${covered.count} of ${covered.of}`,
      met: covered.of === 0 ? null : covered.count >= LEAST_COVERED * covered.of,
      ofSample: false,
    },
    {
      what: 'recordings that give another verdict than their run did',
      wanted: '0',
      measured: String(evaluation.disagreeing.length),
      met: evaluation.disagreeing.length === 0,
      ofSample: true,
    },
    ...['all', 'clean'].flatMap((label) => [
      ...time(label, 'median', 1500),
      ...time(label, 'p95', 5000),
    ]),
  ];
}

const MOST_UNDECIDED = 0.03;
const LEAST_COVERED = 0.99;

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../scripts/evaluate/evaluation.ts';
import type { Case } from '../../../scripts/evaluate/rule-summary.ts';
import { targetsOf } from '../../../scripts/evaluate/targets.ts';
import {
  CLEAN,
  casesOf,
  clean,
  FAILED,
  INCONCLUSIVE,
  judgedRun,
  LEAK,
  leaking,
  planted,
} from '../../helpers/judged-runs.ts';

const held = { ...LEAK, interval: { low: 39, estimate: 40, high: 41 } };
const PERFECT = [
  ...leaking('a', LEAK, LEAK),
  ...clean('b', CLEAN, CLEAN),
  ...planted('c', 40, held),
];

const missed = (cases: readonly Case[]): string[] =>
  targetsOf(evaluate(cases))
    .filter(({ met }) => met === false)
    .map(({ what }) => what);

const of = (bytesPerOperation: number) => ({
  truth: {
    bytesPerOperation: {
      value: bytesPerOperation,
      low: bytesPerOperation,
      high: bytesPerOperation,
    },
  },
});

const many = (count: number, one: typeof CLEAN | typeof INCONCLUSIVE | typeof FAILED) =>
  Array.from({ length: count }, (_, i) => clean(`${one.verdict} ${i}`, one)).flat();

const took = (id: string, wallMs: number, loadAverage = 0.5) =>
  casesOf(id, [CLEAN, CLEAN], { truth: { verdict: 'clean' } }, { wallMs, loadAverage });

describe('the targets', () => {
  it('are all met where all is right', () => {
    expect(targetsOf(evaluate(PERFECT)).map(({ met }) => met)).not.toContain(false);
    expect(targetsOf(evaluate(PERFECT)).map(({ met }) => met)).not.toContain(null);
  });

  it.each([
    ['a false alarm', clean('x', LEAK), ['false alarms']],
    ['a miss of an unknown rate', leaking('x', CLEAN), ['misses of 1 B/op or more']],
    ['a miss of 1 B/op', casesOf('x', [CLEAN], of(1)), ['misses of 1 B/op or more']],
    ['a miss of less', casesOf('x', [CLEAN], of(0.9)), []],
    ['a planted leak that is missed', planted('x', 8, CLEAN), ['misses of 1 B/op or more']],
    ['3 in 100 inconclusive', [...many(93, CLEAN), ...many(3, INCONCLUSIVE)], []],
    [
      'more than 3 in 100 inconclusive or failed',
      [...many(90, CLEAN), ...many(2, INCONCLUSIVE), ...many(2, FAILED)],
      ['inconclusive or failed'],
    ],
    [
      'two verdicts on one program',
      [...many(90, CLEAN), ...clean('x', CLEAN, INCONCLUSIVE)],
      ['programs with more than one verdict'],
    ],
    [
      'an interval beside the truth',
      planted('x', 50, held),
      ['intervals that hold the true rate of a planted leak'],
    ],
    [
      'a run that said something else',
      leaking('x', LEAK).map(({ program, run }) => ({
        program,
        run: { ...run, said: judgedRun({ all: CLEAN }).said },
      })),
      ['recordings that give another verdict than their run did'],
    ],
    [
      'a slow clean program',
      took('x', 9000),
      [
        'time from start to exit, all, machine otherwise idle, 95th percentile',
        'time from start to exit, clean, machine otherwise idle, median',
        'time from start to exit, clean, machine otherwise idle, 95th percentile',
      ],
    ],
    ['a clean program that was slow on a busy machine', took('x', 9000, 5), []],
  ])('with %s: %#', (_, more, targets) => {
    expect(missed([...PERFECT, ...more])).toEqual(targets);
  });

  it('are held to all times where the machine was never idle', () => {
    expect(missed(took('x', 9000, 5))).toContain('time from start to exit, clean, median');
  });

  it('are open where nothing was measured', () => {
    const open = targetsOf(evaluate([...leaking('a', LEAK), ...clean('b', CLEAN)])).filter(
      ({ met }) => met === null,
    );
    expect(open.map(({ what }) => what)).toEqual([
      'programs with more than one verdict',
      'intervals that hold the true rate of a planted leak',
    ]);
  });

  it('hold a sample to its verdicts, not to shares and times', () => {
    const hard = targetsOf(evaluate(PERFECT)).filter(({ ofSample }) => ofSample);
    expect(hard.map(({ what }) => what)).toEqual([
      'false alarms',
      'misses of 1 B/op or more',
      'recordings that give another verdict than their run did',
    ]);
  });
});

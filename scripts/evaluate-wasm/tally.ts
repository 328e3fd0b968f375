import type { Answer } from './measure.ts';

/** How many answers of some configurations are right. */
export interface Tally {
  readonly leaks: number;
  readonly missed: number;
  readonly clean: number;
  readonly falseAlarms: number;
  readonly inconclusive: number;
  readonly failed: number;
  /** Of leaks that were found. */
  readonly mechanisms: number;
  /** Of those with names: the function that allocates was named first. */
  readonly named: number;
  readonly sites: number;
}

export function tally(answers: readonly Answer[]): Tally {
  const isLeak = ({ configuration }: Answer): boolean => configuration.program.verdict === 'leak';
  const leaks = answers.filter(isLeak);
  const clean = answers.filter((answer) => !isLeak(answer));
  const found = leaks.filter(({ verdict }) => verdict === 'leak');
  const named = found.filter(({ configuration }) => configuration.build === 'debug');
  const count = (some: readonly Answer[], is: (answer: Answer) => boolean): number =>
    some.filter(is).length;
  return {
    leaks: leaks.length,
    missed: count(leaks, ({ verdict }) => verdict === 'clean'),
    clean: clean.length,
    falseAlarms: count(clean, ({ verdict }) => verdict === 'leak'),
    inconclusive: count(answers, ({ verdict }) => verdict === 'inconclusive'),
    failed: count(answers, ({ verdict }) => verdict === 'failed' || verdict === 'missing'),
    mechanisms: count(found, hasMechanism),
    named: named.length,
    sites: count(named, hasSite),
  };
}

export const isRight = (answer: Answer): boolean =>
  answer.verdict === answer.configuration.program.verdict &&
  (answer.verdict === 'clean' || hasMechanism(answer));

const hasMechanism = ({ mechanism, configuration }: Answer): boolean =>
  mechanism === configuration.program.mechanism;

/** Where a compiler may have put one into the other, or where two functions allocate, both are right. */
export const hasSite = ({ site, configuration }: Answer): boolean =>
  (configuration.program.site ?? '').split('|').some((one) => site?.includes(one) === true);

/** What the evaluation is held to. */
export const TARGETS = { inconclusive: 0.02, mechanisms: 0.97 } as const;

export function meets(one: Tally): boolean {
  return (
    one.missed === 0 &&
    one.falseAlarms === 0 &&
    one.failed === 0 &&
    one.inconclusive <= TARGETS.inconclusive * (one.leaks + one.clean) &&
    one.mechanisms >= TARGETS.mechanisms * (one.leaks - one.missed)
  );
}

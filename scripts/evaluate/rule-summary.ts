import type { Verdict } from '../../src/record/schema.ts';
import type { JudgedRun } from './judge.ts';
import type { Program } from './program.ts';
import type { Rule } from './rules/rule.ts';
import type { Spread } from './spread.ts';
import { spreadOf } from './spread.ts';
import type { Share } from './wilson.ts';
import { share } from './wilson.ts';

/** A run and what is known of its program. */
export interface Case {
  readonly program: Program;
  readonly run: JudgedRun;
}

export type Counts = Readonly<Record<Verdict, number>>;

export interface RuleSummary {
  readonly rule: Pick<Rule, 'id' | 'title' | 'about' | 'source'>;
  /** Verdicts on runs of programs that leak. */
  readonly leaking: Counts;
  readonly clean: Counts;
  /** Of the runs of leaking programs: called clean. */
  readonly misses: Share;
  /** Of the runs of clean programs: called a leak. */
  readonly falseAlarms: Share;
  /** Of all runs; `failed` where the program could not be judged. */
  readonly inconclusive: Share;
  readonly failed: Share;
  /** Of the programs: missed or a false alarm at least once. Their runs aren't independent. */
  readonly everWrong: Share;
  /** Of the leaks found whose memory is known: another one was blamed. */
  readonly wrongMemory: Share;
  /** Of the programs that were run more than once: not the same verdict each time. */
  readonly flaky: Share;
  /** Where the verdict fell, of the runs with a leak or a clean. */
  readonly operations: Spread | null;
  readonly elapsedMs: Spread | null;
}

export function summarizeRule(rule: Rule, cases: readonly Case[]): RuleSummary {
  const { id, title, about, source } = rule;
  const leaking = cases.filter(({ program }) => program.truth.verdict === 'leak');
  const clean = cases.filter(({ program }) => program.truth.verdict === 'clean');
  const ofLeaking = countsOf(leaking, id);
  const ofClean = countsOf(clean, id);
  const found = leaking.filter(
    ({ program, run }) => program.truth.memory !== null && run.decisions[id]?.verdict === 'leak',
  );
  const decisions = cases.map(({ run }) => run.decisions[id]!);
  const certain = decisions.filter(({ verdict }) => verdict === 'leak' || verdict === 'clean');
  return {
    rule: { id, title, about, source },
    leaking: ofLeaking,
    clean: ofClean,
    misses: share(ofLeaking.clean, leaking.length),
    falseAlarms: share(ofClean.leak, clean.length),
    inconclusive: share(ofLeaking.inconclusive + ofClean.inconclusive, cases.length),
    failed: share(ofLeaking.failed + ofClean.failed, cases.length),
    everWrong: everWrongOf(cases, id),
    wrongMemory: share(
      found.filter(({ program, run }) => run.decisions[id]?.memory !== program.truth.memory).length,
      found.length,
    ),
    flaky: flakyOf(cases, id),
    operations: spreadOf(certain.map(({ operations }) => operations)),
    elapsedMs: spreadOf(certain.map(({ elapsedMs }) => elapsedMs)),
  };
}

function countsOf(cases: readonly Case[], rule: string): Counts {
  const counts = { leak: 0, clean: 0, inconclusive: 0, failed: 0 };
  for (const { run } of cases) counts[run.decisions[rule]!.verdict]++;
  return counts;
}

function everWrongOf(cases: readonly Case[], rule: string): Share {
  const programs = byProgram(cases);
  const wrong = programs.filter((runs) =>
    runs.some(({ program, run }) => {
      const { verdict } = run.decisions[rule]!;
      return (verdict === 'leak' || verdict === 'clean') && verdict !== program.truth.verdict;
    }),
  );
  return share(wrong.length, programs.length);
}

/** All runs of a program count, on whichever Node. */
function flakyOf(cases: readonly Case[], rule: string): Share {
  const repeated = byProgram(cases).filter((runs) => runs.length > 1);
  const differing = repeated.filter(
    (runs) => new Set(runs.map(({ run }) => run.decisions[rule]!.verdict)).size > 1,
  );
  return share(differing.length, repeated.length);
}

/** The runs of each program, in the order in which the programs come. */
export function byProgram(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>();
  for (const item of cases) {
    const group = groups.get(item.program.id);
    if (group === undefined) groups.set(item.program.id, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

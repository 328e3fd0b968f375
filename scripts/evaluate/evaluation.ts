import type { Coverage } from './coverage.ts';
import { coverageBySize } from './coverage.ts';
import type { Imperfect } from './imperfect.ts';
import { imperfectOf } from './imperfect.ts';
import type { Case, RuleSummary } from './rule-summary.ts';
import { byProgram, summarizeRule } from './rule-summary.ts';
import { rules } from './rules/index.ts';
import type { Spread } from './spread.ts';
import { spreadOf } from './spread.ts';

/** All figures of the document. */
export interface Evaluation {
  readonly about: About;
  /** On the corpus; leaklab's comes first. */
  readonly rules: readonly RuleSummary[];
  /** leaklab's alone, on each Node. */
  readonly byNode: readonly { readonly node: string; readonly ours: RuleSummary }[];
  /** Runs of programs that leak 1 B/op or more, or an unknown amount, and were called clean. */
  readonly missesThatMatter: number;
  readonly planted: readonly Coverage[];
  readonly corpusRates: readonly Coverage[];
  readonly times: readonly { readonly label: string; readonly ms: Spread }[];
  readonly timesByKind: readonly { readonly label: string; readonly ms: Spread }[];
  readonly imperfect: readonly Imperfect[];
  readonly imperfectPlanted: readonly Imperfect[];
  /** Runs whose process said another verdict than its recording gives now. */
  readonly disagreeing: readonly string[];
}

export interface About {
  readonly runs: number;
  readonly programs: number;
  readonly leaking: number;
  readonly clean: number;
  readonly hardLeaking: number;
  readonly hardClean: number;
  readonly plantedRuns: number;
  readonly planted: number;
  /** The fewest and the most runs that a program of the corpus has on one Node. */
  readonly repeats: readonly [number, number];
  readonly nodes: readonly string[];
  readonly machines: readonly string[];
  readonly commits: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly loadAverage: Spread;
}

/** Of a run at whose beginning the machine had hardly anything else to do. */
export const QUIET = 'machine otherwise idle';

/** A check is three processes and their collectors: one after the other they make 4 to 4.7. */
export const QUIET_LOAD_AVERAGE = 5;

const isQuiet = ({ run }: Case): boolean => run.loadAverage < QUIET_LOAD_AVERAGE;

/** `cases` must hold a run of a program of the corpus at least. */
export function evaluate(cases: readonly Case[]): Evaluation {
  const corpus = cases.filter(({ program }) => program.set === 'corpus');
  const planted = cases.filter(({ program }) => program.set === 'coverage');
  const nodes = [...new Set(corpus.map(({ run }) => run.major))].sort();
  return {
    about: aboutOf(corpus, planted),
    rules: rules.map((rule) => summarizeRule(rule, corpus)),
    byNode: nodes.map((node) => ({
      node,
      ours: summarizeRule(
        rules[0]!,
        corpus.filter(({ run }) => run.major === node),
      ),
    })),
    missesThatMatter: cases.filter(isMissThatMatters).length,
    planted: coverageBySize(planted),
    corpusRates: coverageBySize(corpus),
    times: [
      timesOf('all', corpus),
      timesOf(`all, ${QUIET}`, corpus.filter(isQuiet)),
      timesOf(`clean, ${QUIET}`, ofVerdict(corpus, 'clean').filter(isQuiet)),
      timesOf('leaking', ofVerdict(corpus, 'leak')),
      timesOf('clean', ofVerdict(corpus, 'clean')),
      timesOf(
        'typical (not hard)',
        corpus.filter(({ program }) => !program.truth.hard),
      ),
      timesOf(
        'hard',
        corpus.filter(({ program }) => program.truth.hard),
      ),
      timesOf('planted', planted),
      ...nodes.map((node) =>
        timesOf(
          `all, on Node ${node}`,
          corpus.filter(({ run }) => run.major === node),
        ),
      ),
    ].flat(),
    timesByKind: [...new Set(corpus.map(({ program }) => kindOf(program)))].sort().flatMap((kind) =>
      timesOf(
        kind,
        corpus.filter(({ program }) => kindOf(program) === kind),
      ),
    ),
    imperfect: imperfectOf(corpus),
    imperfectPlanted: imperfectOf(planted),
    disagreeing: cases
      .filter(({ run }) => run.said.verdict !== run.decisions[OURS]!.verdict)
      .map(({ run }) => `${run.id}.${run.repeat} on Node ${run.major}`),
  };
}

const OURS = rules[0]!.id;

const kindOf = ({ truth }: Case['program']): string => `${truth.verdict}, ${truth.kind}`;

const ofVerdict = (cases: readonly Case[], verdict: string): Case[] =>
  cases.filter(({ program }) => program.truth.verdict === verdict);

function isMissThatMatters({ program, run }: Case): boolean {
  const { verdict, bytesPerOperation } = program.truth;
  return (
    verdict === 'leak' &&
    (bytesPerOperation === null || bytesPerOperation.value >= 1) &&
    run.decisions[OURS]!.verdict === 'clean'
  );
}

function timesOf(label: string, cases: readonly Case[]): { label: string; ms: Spread }[] {
  const ms = spreadOf(cases.map(({ run }) => run.wallMs));
  return ms === null ? [] : [{ label, ms }];
}

function aboutOf(corpus: readonly Case[], planted: readonly Case[]): About {
  const all = [...corpus, ...planted];
  const programs = byProgram(corpus).map(([first]) => first!.program);
  const count = (verdict: string, hard?: boolean): number =>
    programs.filter(
      ({ truth }) => truth.verdict === verdict && (hard === undefined || truth.hard === hard),
    ).length;
  const distinct = (values: readonly string[]): string[] =>
    [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const perNode = new Map<string, number>();
  for (const { run } of corpus) {
    const key = `${run.major} ${run.id}`;
    perNode.set(key, (perNode.get(key) ?? 0) + 1);
  }
  const started = all.map(({ run }) => run.startedAt).sort();
  return {
    runs: corpus.length,
    programs: programs.length,
    leaking: count('leak'),
    clean: count('clean'),
    hardLeaking: count('leak', true),
    hardClean: count('clean', true),
    plantedRuns: planted.length,
    planted: byProgram(planted).length,
    repeats: [Math.min(...perNode.values()), Math.max(...perNode.values())],
    nodes: distinct(all.map(({ run }) => run.node)),
    machines: distinct(
      all.map(({ run: { machine } }) => `${machine.cores} × ${machine.cpu}, ${machine.platform}`),
    ),
    commits: distinct(all.map(({ run }) => run.commit ?? 'unknown')),
    from: started[0]!,
    to: started.at(-1)!,
    loadAverage: spreadOf(all.map(({ run }) => run.loadAverage))!,
  };
}

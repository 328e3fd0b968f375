import { createHash } from 'node:crypto';
import { seededRandom } from '../../src/harness/schedule.ts';
import type { Program } from './program.ts';

export const WHICH = ['all', 'corpus', 'coverage', 'leak', 'clean', 'hard'] as const;

export interface Selection {
  readonly which: (typeof WHICH)[number];
  readonly only: RegExp | null;
  readonly sample: { readonly corpus: number; readonly coverage: number; seed: number } | null;
}

/** The programs that are asked for, in the order in which they are known. */
export function select(programs: readonly Program[], selection: Selection): Program[] {
  const { which, only, sample } = selection;
  const chosen = programs.filter(
    (program) => belongs(program, which) && (only === null || only.test(program.id)),
  );
  if (sample === null) return chosen;
  const random = seededRandom(sample.seed);
  const corpus = chosen.filter(({ set }) => set === 'corpus');
  const half = sample.corpus >> 1;
  const drawn = new Set([
    ...draw(ofVerdict(corpus, 'leak'), half, random),
    ...draw(ofVerdict(corpus, 'clean'), sample.corpus - half, random),
    ...draw(
      chosen.filter(({ set }) => set === 'coverage'),
      sample.coverage,
      random,
    ),
  ]);
  return chosen.filter((program) => drawn.has(program));
}

function belongs({ set, truth }: Program, which: Selection['which']): boolean {
  switch (which) {
    case 'all':
      return true;
    case 'corpus':
    case 'coverage':
      return set === which;
    case 'hard':
      return truth.hard;
    default:
      return set === 'corpus' && truth.verdict === which;
  }
}

const ofVerdict = (programs: readonly Program[], verdict: string): Program[] =>
  programs.filter(({ truth }) => truth.verdict === verdict);

function draw(programs: readonly Program[], count: number, random: () => number): Program[] {
  const left = [...programs];
  const drawn: Program[] = [];
  while (drawn.length < count && left.length > 0) {
    drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return drawn;
}

/** A Node that programs are run on. */
export interface NodeBinary {
  readonly path: string;
  readonly version: string;
}

/** One process to be started. */
export interface PlannedRun {
  readonly program: Program;
  readonly node: NodeBinary;
  readonly repeat: number;
  readonly seed: number;
}

/**
 * Every program, as often as asked, on every Node. Repeats are outermost: an evaluation that is
 * interrupted has seen all programs about as often.
 */
export function plan(
  programs: readonly Program[],
  nodes: readonly NodeBinary[],
  repeats: number,
): PlannedRun[] {
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    nodes.flatMap((node) =>
      programs.map((program) => ({ program, node, repeat, seed: seedOf(program.id, repeat) })),
    ),
  );
}

/** The same for a program's repeat on every machine, and unlike that of any other. */
function seedOf(id: string, repeat: number): number {
  return createHash('sha256').update(`${id} ${repeat}`).digest().readUInt32LE(0);
}

import type { Result } from '../../src/report/result.ts';
import { checkTogether } from '../evaluate/check-together.ts';
import type { LabelledProgram } from './labelled.ts';

/** What was said of a program; null where its result is missing. */
export interface Answer {
  readonly program: LabelledProgram;
  readonly result: Said | null;
}

export type Said = Pick<Result, 'verdict' | 'reason' | 'mechanism' | 'heldBy' | 'allocatedAt'>;

/**
 * Runs programs through `leaklab check`, as a user would, many to a command: each in a process of its
 * own, told the file and how it is called, and nothing of its label.
 */
export async function measureAll(
  programs: readonly LabelledProgram[],
  jobs: number,
  onDone: (done: number) => void,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < programs.length; i += CHUNK) {
    answers.push(...(await measure(programs.slice(i, i + CHUNK), jobs)));
    onDone(answers.length);
  }
  return answers;
}

const CHUNK = 20;

async function measure(programs: readonly LabelledProgram[], jobs: number): Promise<Answer[]> {
  const subjects = programs.map((program) => ({
    file: program.file,
    ...(program.export === null ? {} : { export: program.export }),
    ...(program.input === undefined ? {} : { input: program.input }),
  }));
  const results = await checkTogether(subjects, jobs);
  return programs.map((program, i) => ({ program, result: results[i] ?? null }));
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf } from './document.ts';
import { EvaluateError } from './evaluate-error.ts';
import { evaluate } from './evaluation.ts';
import { readJudged } from './judge.ts';
import type { Options } from './options.ts';
import { pictureOf } from './picture.ts';
import type { Program } from './program.ts';
import { targetsOf } from './targets.ts';

/** Writes the document and its picture; tells whether all targets are met. */
export function report(
  programs: readonly Program[],
  { output, docs, selection }: Pick<Options, 'output' | 'docs' | 'selection'>,
): boolean {
  const byId = new Map(programs.map((program) => [program.id, program]));
  const cases = readJudged(output).flatMap((run) => {
    const program = byId.get(run.id);
    return program === undefined ? [] : [{ program, run }];
  });
  if (!cases.some(({ program }) => program.set === 'corpus')) {
    throw new EvaluateError(`No run of the corpus was judged in ${output}.`);
  }
  const evaluation = evaluate(cases);
  const targets = targetsOf(evaluation);
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'accuracy.md'), documentOf(evaluation, targets));
  writeFileSync(join(docs, 'accuracy.svg'), pictureOf(evaluation));
  console.error(`report: ${join(docs, 'accuracy.md')} and accuracy.svg`);
  for (const { what, wanted, measured, met } of targets) {
    const word = met === null ? 'open  ' : met ? 'met   ' : 'MISSED';
    console.error(`  ${word} ${what}: ${measured} (wanted: ${wanted})`);
  }
  const isSample = selection.sample !== null;
  return targets.every(({ met, ofSample }) =>
    isSample ? !ofSample || met !== false : met === true,
  );
}

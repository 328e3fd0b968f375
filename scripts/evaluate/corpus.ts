import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/package-root.ts';
import type { CorpusProgram } from '../../test/corpus/index.ts';
import { EvaluateError } from './evaluate-error.ts';
import type { Program } from './program.ts';

/** What of a program is read here; another corpus needs no more. */
type Labelled = Omit<CorpusProgram, 'steadyAfter' | 'about'>;

export const CORPUS = join(packageRoot(), 'dist', 'test', 'corpus', 'index.js');

/** The labelled programs of a module that exports `corpus`; files are named from its folder. */
export async function loadCorpus(path: string): Promise<Program[]> {
  if (!existsSync(path)) {
    throw new EvaluateError(`There is no corpus ${path}; name a module with --corpus.`);
  }
  const { corpus } = (await import(pathToFileURL(resolve(path)).href)) as {
    corpus?: readonly Labelled[];
  };
  if (!Array.isArray(corpus)) {
    throw new EvaluateError(`${path} exports no array \`corpus\` of labelled programs.`);
  }
  return corpus.map((program: Labelled) => ({
    id: program.id,
    set: 'corpus',
    file: isAbsolute(program.file) ? program.file : join(dirname(resolve(path)), program.file),
    export: program.export ?? null,
    input: program.input,
    truth: {
      verdict: program.verdict,
      hard: program.hard,
      kind: program.kind,
      memory: program.memory,
      bytesPerOperation: rateOf(program.bytesPerOperation),
    },
  }));
}

function rateOf(rate: Labelled['bytesPerOperation']): Program['truth']['bytesPerOperation'] {
  if (rate === null) return null;
  const { value, low = value, high = value } = rate;
  return { value, low, high };
}

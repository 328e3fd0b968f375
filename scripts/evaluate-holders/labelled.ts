import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { mechanismSchema } from '../../src/record/schema.ts';
import type { HeldLabel } from '../../test/corpus/held.ts';
import { held } from '../../test/corpus/held.ts';
import { corpus } from '../../test/corpus/index.ts';
import { EvaluateError } from '../evaluate/evaluate-error.ts';
import { linesOf } from './lines.ts';

/** A program whose leak is known: who holds it, and which lines allocate it. */
export interface LabelledProgram {
  readonly id: string;
  /** The absolute path. */
  readonly file: string;
  readonly export: string | null;
  readonly input: unknown;
  readonly mechanism: HeldLabel['mechanism'];
  readonly holder: readonly string[];
  readonly lines: readonly Line[];
}

export interface Line {
  readonly file: string;
  readonly line: number;
}

/** The leaks of the corpus for which somebody has said who holds them. */
export function labelledCorpus(): LabelledProgram[] {
  return corpus.flatMap((program) => {
    const label = held.get(program.id);
    if (label === undefined) return [];
    return [labelled(program.id, program.file, label, program.export ?? null, program.input)];
  });
}

/** Those of a folder, whose `labels.json` has a label for each id. */
export function labelledFolder(folder: string): LabelledProgram[] {
  const path = join(folder, 'labels.json');
  const parsed = labelsSchema.safeParse(readJson(path));
  if (!parsed.success) throw new EvaluateError(`${path}: ${z.prettifyError(parsed.error)}`);
  return Object.entries(parsed.data).map(([id, label]) =>
    labelled(id, resolve(folder, label.file), label, label.export ?? null, label.input),
  );
}

const sourceLineSchema = z.union([z.string(), z.object({ file: z.string(), text: z.string() })]);

const labelsSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    export: z.string().optional(),
    input: z.unknown().optional(),
    mechanism: z
      .union([mechanismSchema, z.array(mechanismSchema).min(1)])
      .transform((one) => (typeof one === 'string' ? [one] : one)),
    holder: z.array(z.string()).min(1),
    allocatedAt: z.array(sourceLineSchema).min(1),
  }),
);

function labelled(
  id: string,
  file: string,
  { mechanism, holder, allocatedAt }: HeldLabel,
  name: string | null,
  input: unknown,
): LabelledProgram {
  const lines = allocatedAt.map((one): Line => {
    const path = typeof one === 'string' ? file : resolve(dirname(file), one.file);
    const text = typeof one === 'string' ? one : one.text;
    const [line, ...more] = linesOf(text, readFileSync(path, 'utf8'));
    if (line === undefined || more.length > 0) {
      throw new EvaluateError(
        `${id}: expected one line of ${path} that has ‘${text}’; found ${more.length + (line === undefined ? 0 : 1)}`,
      );
    }
    return { file: path, line };
  });
  return { id, file, export: name, input, mechanism, holder, lines };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new EvaluateError(`${path} can't be read: ${(error as Error).message}`);
  }
}

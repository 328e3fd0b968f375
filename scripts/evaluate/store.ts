import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { memorySchema, verdictSchema } from '../../src/record/schema.ts';
import type { NodeBinary, PlannedRun } from './plan.ts';
import type { Program } from './program.ts';

/** Of a report, what an evaluation looks at; the rest is kept as it came. */
const reportSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      verdict: verdictSchema,
      reason: z.string().nullable(),
      memory: memorySchema.nullable(),
    }),
  ),
});

/** What came of one process; its recording lies beside it. No label is in it: labels may change. */
export const runRecordSchema = z.object({
  schema: z.literal('leaklab.evaluation-run/1'),
  id: z.string(),
  repeat: z.number(),
  seed: z.number(),
  node: z.string(),
  /** Of the program's file: a run of another text is no run of this program. */
  textHash: z.string(),
  /** Of leaklab's sources; null where they are in no repository. */
  commit: z.string().nullable(),
  machine: z.object({ cpu: z.string(), cores: z.number(), platform: z.string() }),
  /** Processes that wanted a core when it was started, on average over a minute. */
  loadAverage: z.number(),
  startedAt: z.string(),
  /** From the process's start to its exit. */
  wallMs: z.number(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  stderr: z.string(),
  /** What it printed; null where that was no report. */
  report: reportSchema.nullable(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** Where a run's files are, but for their endings: "<folder>/20/map-grows.3". */
export function runPath(folder: string, { program, node, repeat }: PlannedRun): string {
  return join(folder, majorOf(node), `${program.id}.${repeat}`);
}

export const majorOf = ({ version }: Pick<NodeBinary, 'version'>): string =>
  version.replace(/^v/, '').split('.')[0]!;

/** Whether the run is recorded, of the program as it is now. */
export function isRecorded(folder: string, run: PlannedRun): boolean {
  const path = `${runPath(folder, run)}.json`;
  return existsSync(path) && readRun(path).textHash === textHashOf(run.program);
}

export function readRun(path: string): RunRecord {
  return runRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Appears whole or not at all: a run that was interrupted is no run. */
export function writeWhole(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.draft`;
  writeFileSync(draft, `${JSON.stringify(value)}\n`);
  renameSync(draft, path);
}

export function textHashOf({ file, export: name, input }: Program): string {
  return createHash('sha256')
    .update(readFileSync(file))
    .update(JSON.stringify([name, input ?? null]))
    .digest('hex')
    .slice(0, 16);
}

export interface StoredRun {
  readonly program: Program;
  readonly run: RunRecord;
  /** The recording; null where the process ended without one. */
  readonly recording: string | null;
}

/** All runs of these programs that are in the folder, and how many are of older texts of theirs. */
export function storedRuns(
  folder: string,
  programs: readonly Program[],
): { readonly runs: StoredRun[]; readonly outdated: number } {
  const byId = new Map(
    programs.map((program) => [program.id, { program, hash: textHashOf(program) }]),
  );
  const runs: StoredRun[] = [];
  let outdated = 0;
  for (const major of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!/^\d+$/.test(major)) continue;
    for (const name of readdirSync(join(folder, major)).sort()) {
      const [, id] = /^(.+)\.\d+\.json$/.exec(name) ?? [];
      const known = byId.get(id ?? '');
      if (known === undefined) continue;
      const path = join(folder, major, name);
      const run = readRun(path);
      if (run.textHash !== known.hash) {
        outdated++;
        continue;
      }
      const recording = path.replace(/json$/, 'ndjson');
      runs.push({
        program: known.program,
        run,
        recording: existsSync(recording) ? recording : null,
      });
    }
  }
  return { runs, outdated };
}

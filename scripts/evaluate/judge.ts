import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readRecording } from '../../src/record/reader.ts';
import { memorySchema, verdictSchema } from '../../src/record/schema.ts';
import { EvaluateError } from './evaluate-error.ts';
import type { Program } from './program.ts';
import { rules } from './rules/index.ts';
import type { Decision } from './rules/rule.ts';
import type { StoredRun } from './store.ts';
import { majorOf, storedRuns, writeWhole } from './store.ts';

const decisionSchema = z.object({
  verdict: verdictSchema,
  reason: z.string().nullable(),
  memory: memorySchema.nullable(),
  operations: z.number(),
  elapsedMs: z.number(),
  interval: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
});

/** One run, as every rule sees it; labels are looked up when the report is written. */
const judgedRunSchema = z.object({
  id: z.string(),
  node: z.string(),
  major: z.string(),
  repeat: z.number(),
  commit: z.string().nullable(),
  machine: z.object({ cpu: z.string(), cores: z.number(), platform: z.string() }),
  loadAverage: z.number(),
  startedAt: z.string(),
  wallMs: z.number(),
  exitCode: z.number().nullable(),
  /** What the process itself said. */
  said: z.object({ verdict: verdictSchema, reason: z.string().nullable() }),
  decisions: z.record(z.string(), decisionSchema),
});

const judgedSchema = z.object({
  schema: z.literal('leaklab.evaluation/1'),
  runs: z.array(judgedRunSchema),
});

export type JudgedRun = z.infer<typeof judgedRunSchema>;

/** Judges all that is recorded of these programs, by every rule, and keeps the verdicts. */
export function judgeAll(programs: readonly Program[], folder: string): void {
  const { runs, outdated } = storedRuns(folder, programs);
  if (outdated > 0) console.error(`judge: ${outdated} runs are of older programs: left out`);
  if (runs.length === 0) throw new EvaluateError(`There is no run in ${folder} to be judged.`);
  const judged = runs.map(judgeRun);
  writeWhole(judgedPath(folder), { schema: 'leaklab.evaluation/1', runs: judged });
  console.error(`judge: ${runs.length} runs, by ${rules.length} rules → ${judgedPath(folder)}`);
  for (const line of surprises(runs, judged)) console.error(`  ${line}`);
}

export function readJudged(folder: string): JudgedRun[] {
  const path = judgedPath(folder);
  if (!existsSync(path)) throw new EvaluateError(`There is no ${path}: run the stage judge first.`);
  return judgedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).runs;
}

const judgedPath = (folder: string): string => join(folder, 'judged.json');

function judgeRun({ run, recording }: StoredRun): JudgedRun {
  const result = run.report?.results[0];
  const said = {
    verdict: result?.verdict ?? ('failed' as const),
    reason: result === undefined ? lastLine(run.stderr) : result.reason,
  };
  const read = recording === null ? null : readRecording(recording);
  return {
    id: run.id,
    node: run.node,
    major: majorOf({ version: run.node }),
    repeat: run.repeat,
    commit: run.commit,
    machine: run.machine,
    loadAverage: run.loadAverage,
    startedAt: run.startedAt,
    wallMs: run.wallMs,
    exitCode: run.exitCode,
    said,
    decisions: Object.fromEntries(
      rules.map((rule) => [rule.id, read === null ? unseen(said) : rule.decide(read)]),
    ),
  };
}

/** Where there is no recording, no rule can say anything. */
const unseen = (said: JudgedRun['said']): Decision => ({
  ...said,
  verdict: 'failed',
  memory: null,
  operations: 0,
  elapsedMs: 0,
  interval: null,
});

const lastLine = (text: string): string | null => text.trim().split('\n').at(-1) || null;

/** What whoever works on the estimator wants to see at once. */
function surprises(runs: readonly StoredRun[], judged: readonly JudgedRun[]): string[] {
  return judged.flatMap(({ id, major, repeat, decisions }, i) => {
    const { verdict, reason, memory, interval } = decisions.leaklab!;
    const { truth } = runs[i]!.program;
    const rate = truth.bytesPerOperation;
    const name = `${major} ${id}.${repeat}`.padEnd(36);
    if (verdict !== truth.verdict) {
      return [`${name} ${verdict}, not ${truth.verdict}${reason === null ? '' : `: ${reason}`}`];
    }
    if (truth.verdict === 'clean') return [];
    if (memory !== truth.memory) return [`${name} in ${memory}, not in ${truth.memory}`];
    if (rate === null || interval === null) return [];
    const { low, high } = interval;
    return low <= rate.high && high >= rate.low
      ? []
      : [`${name} ${low}–${high} B/op, not ${rate.value}`];
  });
}

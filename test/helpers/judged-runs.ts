import type { JudgedRun } from '../../scripts/evaluate/judge.ts';
import type { Case } from '../../scripts/evaluate/rule-summary.ts';
import { rules } from '../../scripts/evaluate/rules/index.ts';
import type { Decision } from '../../scripts/evaluate/rules/rule.ts';
import { program } from './programs.ts';

export function decision(over: Partial<Decision> = {}): Decision {
  return {
    verdict: 'leak',
    reason: null,
    memory: 'js-heap',
    operations: 1000,
    elapsedMs: 500,
    interval: null,
    ...over,
  };
}

/** All rules decide the same, but for those that are named. */
export function judgedRun(
  over: Partial<JudgedRun> & { all?: Partial<Decision> } = {},
  byRule: Readonly<Record<string, Partial<Decision>>> = {},
): JudgedRun {
  const { all = {}, ...rest } = over;
  const decisions = Object.fromEntries(
    rules.map(({ id }) => [id, decision({ ...all, ...byRule[id] })]),
  );
  const { verdict, reason } = decisions.leaklab!;
  return {
    id: 'map-grows',
    node: 'v20.20.2',
    major: '20',
    repeat: 1,
    commit: 'abc1234567',
    machine: { cpu: 'Some CPU', cores: 2, platform: 'linux-x64' },
    loadAverage: 0.5,
    startedAt: '2026-01-31T12:00:00.000Z',
    wallMs: 1000,
    exitCode: 1,
    said: { verdict, reason },
    decisions,
    ...rest,
  };
}

type Judged = Parameters<typeof judgedRun>[0];

/** One run of each of these verdicts, of a program that leaks. */
export function leaking(id: string, ...all: readonly Partial<Decision>[]): Case[] {
  return casesOf(id, all, {});
}

export function clean(id: string, ...all: readonly Partial<Decision>[]): Case[] {
  return casesOf(id, all, { truth: { verdict: 'clean', memory: null } });
}

/** A planted leak, and the intervals that were found for it. */
export function planted(
  id: string,
  bytesPerOperation: number,
  ...all: readonly Partial<Decision>[]
): Case[] {
  const rate = { value: bytesPerOperation, low: bytesPerOperation, high: bytesPerOperation };
  return casesOf(id, all, { set: 'coverage', truth: { bytesPerOperation: rate } });
}

export function casesOf(
  id: string,
  all: readonly Partial<Decision>[],
  over: Parameters<typeof program>[0],
  run: Judged = {},
): Case[] {
  const subject = program({ ...over, id });
  return all.map((one, i) => ({
    program: subject,
    run: judgedRun({ id, repeat: i + 1, ...run, all: one }),
  }));
}

export const LEAK = { verdict: 'leak' } as const;
export const CLEAN = { verdict: 'clean', memory: null } as const;
export const INCONCLUSIVE = {
  verdict: 'inconclusive',
  memory: null,
  reason: 'too few batches',
} as const;
export const FAILED = { verdict: 'failed', memory: null, reason: 'TypeError: no' } as const;

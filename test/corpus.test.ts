import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/package-root.ts';
import type { CorpusProgram } from './corpus/index.ts';
import { corpus } from './corpus/index.ts';

const run = promisify(execFile);
const RUN_EACH = join(packageRoot(), 'dist', 'test', 'corpus', 'run-each.js');
/** All of it; 6 s on an idle machine. */
const LONGEST_MS = 150_000;

const of = (verdict: CorpusProgram['verdict']) => corpus.filter((row) => row.verdict === verdict);
const hardShare = (rows: readonly CorpusProgram[]): number =>
  rows.filter(({ hard }) => hard).length / rows.length;

describe('the labelled corpus', () => {
  it('has every program that is there, each once', () => {
    const folder = dirname(corpus[0]!.file);
    const listed = corpus.map(({ file }) => basename(file));
    expect(listed.toSorted()).toEqual(readdirSync(folder).sort());
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
  });

  it('has names that give nothing away', () => {
    const telling = corpus.filter(({ id }) => /leak|clean|grow|bound/.test(id));
    expect(telling.map(({ id }) => id)).toEqual([]);
  });

  it('is large, and half of it is clean', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(of('clean').length / corpus.length).toBeCloseTo(0.5, 1);
  });

  it('is hard: half of what is clean, and two fifths of what leaks', () => {
    expect(hardShare(of('clean'))).toBeCloseTo(0.5, 1);
    expect(hardShare(of('leak'))).toBeGreaterThan(0.35);
  });

  it('says of each leak where it is and how much, which is a byte an operation or more', () => {
    const vague = of('leak').filter(
      ({ memory, bytesPerOperation: rate }) =>
        memory === null || rate === null || !((rate.low ?? rate.value) >= 1) || !ordered(rate),
    );
    expect(vague.map(({ id }) => id)).toEqual([]);
  });

  it('says of what is clean neither', () => {
    const told = of('clean').filter((row) => row.memory !== null || row.bytesPerOperation !== null);
    expect(told.map(({ id }) => id)).toEqual([]);
  });

  it(
    'has programs that run by the contract, and leave nothing running',
    async () => {
      const { stdout } = await run(process.execPath, [RUN_EACH], { timeout: LONGEST_MS });
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toEqual({
        programs: corpus.length,
        failures: {},
      });
    },
    LONGEST_MS,
  );
});

function ordered({
  value,
  low = value,
  high = value,
}: {
  value: number;
  low?: number;
  high?: number;
}) {
  return low <= value && value <= high;
}

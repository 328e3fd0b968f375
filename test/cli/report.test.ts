import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportJsonSchema } from '../../src/report/json-schema.ts';
import type { Report } from '../../src/report/result.ts';
import type { Finished } from '../helpers/leaklab.ts';
import { leaklab } from '../helpers/leaklab.ts';
import { fixture } from '../helpers/measure-fixture.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const validate = new Ajv2020.default({ allowUnionTypes: true }).compile(reportJsonSchema());

/** Checked to be what the exported schema says. */
function reportIn({ stdout }: Finished): Report {
  const report = JSON.parse(stdout);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}

/** What a run alone knows: when it was, and how long all of it took. */
const timeless = (report: Report) => ({ ...report, durationMs: 0, startedAt: '' });

describe('leaklab report, of what leaklab check has measured', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'leaklab-report-'));
  const recording = join('out', 'state.mjs.ndjson');
  let checked: Finished;
  const report = (...args: string[]): Promise<Finished> =>
    leaklab(['report', recording, ...args], { cwd });

  beforeAll(async () => {
    checked = await leaklab(['check', fixture('state.mjs'), '-o', 'out'], { cwd });
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  test('says the very same', async () => {
    const { code, stdout } = await report();
    expect(checked.stdout).toBe(`${stdout}recordings: out\n`);
    expect(stdout).toMatch(/^leak {2}\+\S+ B\/op \(.*, 99\.9 %\) {2}\S.* {2}state\.mjs\n/);
    expect([code, checked.code]).toEqual([1, 1]);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('explains it in words', async () => {
    const { code, stdout } = await report('--explain');
    expect(stdout).toContain('\nWhat was run\n');
    expect(stdout).toContain('\nWhat decided\n');
    expect(code).toBe(1);
  });

  test('gives all of it as JSON, as the exported schema has it', async () => {
    const json = reportIn(await report('--json'));
    expect(json).toMatchObject({ allowed: null, results: [{ verdict: 'leak', allowed: null }] });
    const [result] = json.results;
    expect(result!.timeToLimit!.limit).toMatch(/^heap limit \d/);
    expect(json.tool.memoryBytes).toBeGreaterThan(2 ** 28);
  });

  test('excuses what the allow-list names, and still calls it a leak', async () => {
    writeFileSync(join(cwd, 'allow.txt'), '# never shrinks\nleak:state.*\nleak:gone.mjs # x\n');
    const json = await report('--allow', 'allow.txt', '--json');
    expect(reportIn(json)).toMatchObject({
      allowed: [
        { pattern: 'state.*', reason: 'never shrinks', used: 1 },
        { pattern: 'gone.mjs', reason: 'x', used: 0 },
      ],
      results: [{ verdict: 'leak', allowed: { pattern: 'state.*', reason: 'never shrinks' } }],
    });
    const { code, stdout } = await report('--allow', 'allow.txt');
    expect(stdout).toMatch(/^leak \(allowed\) /);
    expect(stdout).toContain('leak:gone.mjs excused none');
    expect([code, json.code]).toEqual([0, 0]);
  });

  test.each([
    { text: 'state.mjs\n', said: 'allow.txt:1: expected "leak:pattern  # reason"' },
    { text: '\nleak:state.mjs\n', said: 'allow.txt:2: leak:state.mjs has no reason' },
    { text: null, said: 'none.txt: there is no such file' },
  ])('refuses an allow-list that is none: $said', async ({ text, said }) => {
    if (text !== null) writeFileSync(join(cwd, 'allow.txt'), text);
    for (const command of [
      ['report', recording],
      ['check', fixture('state.mjs'), '-o', 'never'],
    ]) {
      const list = text === null ? 'none.txt' : 'allow.txt';
      const { code, stdout, stderr } = await leaklab([...command, '--allow', list], { cwd });
      expect(stderr).toContain(said);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    }
  });
});

test('leaklab check takes allow-lists, explains, and prints what its schema says', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'allow.txt'), 'leak:subjects/*  # fixtures\n');
  const files = ['state.mjs', 'waits-before-freeing.mjs'].map(fixture);
  const check = ['check', ...files, '--allow', 'allow.txt', '--no-progress'];
  const json = await leaklab([...check, '-o', 'out', '--json'], { cwd });
  const report = reportIn(json);
  expect(report.results.map(({ verdict }) => verdict)).toEqual(['leak', 'clean']);
  expect(report.allowed).toEqual([{ pattern: 'subjects/*', reason: 'fixtures', used: 1 }]);
  expect(json.code).toBe(0);
  const again = await leaklab(['report', 'out', '--allow', 'allow.txt', '--json'], { cwd });
  expect(timeless(reportIn(again))).toEqual(timeless(report));

  const explained = await leaklab(
    ['check', files[1]!, '-o', 'explained', '--explain', '--no-progress'],
    { cwd },
  );
  expect(explained.stdout).toMatch(/^clean {2}< [\s\S]*\nWhat was run\n[\s\S]*\nrecordings: /);
  expect(explained.code).toBe(0);
});

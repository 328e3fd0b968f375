import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/package-root.ts';
import type { Report, Result } from '../src/report/result.ts';
import { leaklab } from './helpers/leaklab.ts';
import { packageUses } from './wasm-packages/uses.ts';

/** All of them in one command, with two processes at once: some 50 seconds. */
const LONGEST_MS = 300_000;
const SUBJECTS = join(packageRoot(), 'test', 'wasm-packages');
let folder: string;
let results: readonly Result[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leaklab-packages-'));
  const subjects = packageUses.map(({ file, export: use }, i) => ({
    file: join(SUBJECTS, file),
    export: use,
    name: `use ${i}`,
  }));
  writeFileSync(join(folder, 'leaklab.config.json'), JSON.stringify({ subjects }));
  const { stdout } = await leaklab(['check', '--json', '--no-progress', '--jobs', '2'], {
    cwd: folder,
  });
  results = (JSON.parse(stdout) as Report).results;
}, LONGEST_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (use: (typeof packageUses)[number]): Result =>
  results.find(({ subject }) => subject.name === `use ${packageUses.indexOf(use)}`)!;

describe.each(packageUses)('$package, $file $export', (use) => {
  it(`is ${use.verdict}${use.mechanism === null ? '' : ` by ${use.mechanism}`}`, () => {
    const { verdict, reason, mechanism, notes } = of(use);
    expect({ verdict, reason, mechanism }, notes.join('; ')).toEqual({
      verdict: use.verdict,
      reason: null,
      mechanism: use.mechanism,
    });
  });
});

describe.each(packageUses.filter(({ line }) => line !== null))('$package, $file $export', (use) => {
  it('was made by the call in the line that is marked', () => {
    const lines = readFileSync(join(SUBJECTS, use.file), 'utf8').split('\n');
    const line = 1 + lines.findIndex((text) => text.includes(`// ${use.line}`));
    const places = of(use).allocatedAt!.map(({ file, line }) => `${file} ${line}`);
    expect(places).toContain(`${join(SUBJECTS, use.file)} ${line}`);
  });
});

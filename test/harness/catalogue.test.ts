import { describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import type { Target } from '../../src/harness/measure.ts';
import { run } from '../../src/harness/run.ts';
import { DEFAULTS } from '../../src/options.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { entriesOf } from '../../src/subject/registry.ts';
import { TOOL } from '../helpers/recording.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const catalogue = entriesOf(scenarios);

/** The same sources under names that say nothing, with the opposite of the true label, or none. */
const disguised: Target[] = catalogue.map(({ source, expected }, i) => ({
  subject: {
    name: `subject-${i}`,
    kind: 'module',
    path: null,
    implementation: null,
    variant: null,
  },
  source,
  expected:
    i % 3 === 0
      ? null
      : expected?.verdict === 'leak'
        ? { verdict: 'clean', mechanism: null }
        : { verdict: 'leak', mechanism: 'cycle' },
}));

describe('the catalogue', () => {
  test('is told apart blind: renamed, with its labels swapped or removed', {
    timeout: 180_000,
  }, async () => {
    const result = await run({
      targets: disguised,
      settings: DEFAULTS,
      tool: TOOL,
      outputFolder: temporaryFolder(),
      overwrite: false,
      jobs: null,
      signal: new AbortController().signal,
    });
    expect(result.controls).toMatchObject({ planted: { found: true }, empty: { clean: true } });
    const told = result.measurements.map((measurement, i) => {
      const { verdict, mechanism } = resultOf(measurement);
      return { title: titleOf(i), verdict, mechanism };
    });
    expect(told).toEqual(catalogue.map(({ expected }, i) => ({ title: titleOf(i), ...expected })));
    // What is clean is not looked into a second time.
    for (const [i, { judgement, entries }] of result.measurements.entries()) {
      const looks = entries.filter(({ type }) => /^(js|wasm)-(heap|note)$/.test(type)).length;
      expect(looks, titleOf(i)).toBe(judgement.verdict === 'leak' ? 1 : 0);
    }
    // Rust leaks where its allocator counts, to the byte; TypeScript never there.
    for (const [i, { judgement }] of result.measurements.entries()) {
      if (judgement.verdict !== 'leak') continue;
      expect(judgement.memory === 'wasm', titleOf(i)).toBe(
        catalogue[i]!.subject.implementation === 'wasm',
      );
    }
  });
});

function titleOf(index: number): string {
  const { name, implementation, variant } = catalogue[index]!.subject;
  return `${name} ${implementation} ${variant}`;
}

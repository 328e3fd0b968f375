import { expect, test } from 'vitest';
import { median } from '../../src/analysis/median-interval.ts';
import { measureFixture } from '../helpers/measure-fixture.ts';

test('code that V8 optimises again and again moves no floors', async () => {
  const { judgement, entries } = await measureFixture('deflates.mjs');
  expect(judgement.verdict).toBe('clean');
  const floors = entries.flatMap((entry) => (entry.type === 'sample' ? [entry.jsHeapBytes] : []));
  const steps = floors.slice(1).map((bytes, i) => Math.abs(bytes - floors[i]!));
  expect(median(steps.slice(-Math.ceil(steps.length / 2)))).toBeLessThan(1024);
});

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { recordedGrowth } from '../../src/harness/recorded-growth.ts';
import type { GrowthEvidence, PlacedStep } from '../../src/heap/object-evidence.ts';
import { packageRoot } from '../../src/package-root.ts';
import { objectGrowth, place, step, steps } from '../helpers/js-heap.ts';

const evidence = (over: Partial<GrowthEvidence> = {}): GrowthEvidence => ({
  ...objectGrowth(),
  keys: ['id'],
  ...over,
  promises: { count: 9, unsettled: 1, uncertain: [3, 5] },
});

const placed = (url: string, line: number | null, column = 1): PlacedStep =>
  step('context put: put', {
    place: { ...place(url, line, { function: 'put' }), column: line === null ? null : column },
  });

describe('growth', () => {
  it('is recorded as it is, with what was asked of promises', () => {
    const { promises: _, ...rest } = objectGrowth();
    expect(recordedGrowth(evidence(), 7, [])).toEqual({
      ...rest,
      promises: { count: 9, unsettled: 7 },
    });
  });

  it('is held from what the user wrote on: leaklab’s runner holds a state of setup', () => {
    const runner = pathToFileURL(join(packageRoot(), 'dist', 'src', 'agent', 'runner.js')).href;
    const path = [...steps('context a: A'), placed(runner, 3), ...steps('context state: Store')];
    expect(recordedGrowth(evidence({ path }), 0, []).path).toEqual(steps('context state: Store'));
  });
});

describe('a place', () => {
  const url = 'file:///app/dist/cache.js';
  const { code, map } = transformSync('interface A { }\n\nexport const put = () => [];\n', {
    loader: 'ts',
    sourcemap: 'external',
    sourcefile: '../src/cache.ts',
  });
  const sourceMap = `data:application/json,${encodeURIComponent(map)}`;
  const sources = [{ url, sourceMap }];
  const column = code.indexOf('() =>') + 1;

  it.each<{ what: string; step: PlacedStep; is: PlacedStep['place'] }>([
    {
      what: 'of a function is its line in the file that was written',
      step: placed(url, 1, column),
      is: { function: 'put', file: '/app/src/cache.ts', line: 3, column: 20 },
    },
    {
      what: 'of which no line is known is the file that was written',
      step: placed(url, null),
      is: { function: 'put', file: '/app/src/cache.ts', line: null, column: null },
    },
    {
      what: 'without a map is the file that runs',
      step: placed('file:///app/other.js', 4, 2),
      is: { function: 'put', file: '/app/other.js', line: 4, column: 2 },
    },
    { what: 'of which nothing is known stays so', step: step('context a: A'), is: null },
  ])('$what', ({ step: one, is }) => {
    const recorded = recordedGrowth(evidence({ path: [one], within: [one] }), 0, sources);
    expect(recorded.path[0]!.place).toEqual(is);
    expect(recorded.within[0]!.place).toEqual(is);
  });
});

import { describe, expect, it } from 'vitest';
import type { Selection } from '../../../scripts/evaluate/plan.ts';
import { plan, select } from '../../../scripts/evaluate/plan.ts';
import { program } from '../../helpers/programs.ts';

const NODE_20 = { path: '/20/node', version: 'v20.20.2' };
const NODE_24 = { path: '/24/node', version: 'v24.1.0' };

const programs = [
  ...Array.from({ length: 30 }, (_, i) => program({ id: `leak-${i}`, truth: { hard: i < 5 } })),
  ...Array.from({ length: 30 }, (_, i) =>
    program({ id: `clean-${i}`, truth: { verdict: 'clean', hard: i < 7 } }),
  ),
  ...Array.from({ length: 6 }, (_, i) => program({ id: `planted-${i}`, set: 'coverage' })),
];

const select_ = (selection: Partial<Selection>): string[] =>
  select(programs, { which: 'all', only: null, sample: null, ...selection }).map(({ id }) => id);

describe('the selection', () => {
  it.each([
    ['all', 66],
    ['corpus', 60],
    ['coverage', 6],
    ['leak', 30],
    ['clean', 30],
    ['hard', 12],
  ] as const)('of "%s" has the programs of this kind', (which, count) => {
    expect(select_({ which })).toHaveLength(count);
  });

  it('follows a pattern', () => {
    expect(select_({ only: /-2$/ })).toEqual(['leak-2', 'clean-2', 'planted-2']);
  });

  it('draws a sample with half of each verdict, the same for the same seed', () => {
    const sample = (seed: number) => select_({ sample: { corpus: 20, coverage: 4, seed } });
    const drawn = sample(1);
    expect(drawn.map((id) => id.split('-')[0])).toEqual([
      ...Array(10).fill('leak'),
      ...Array(10).fill('clean'),
      ...Array(4).fill('planted'),
    ]);
    expect(sample(1)).toEqual(drawn);
    expect(sample(2)).not.toEqual(drawn);
  });

  it('of a sample larger than all is all', () => {
    expect(select_({ sample: { corpus: 999, coverage: 999, seed: 1 } })).toHaveLength(66);
  });
});

describe('the plan', () => {
  const two = [program({ id: 'a' }), program({ id: 'b' })];
  const runs = plan(two, [NODE_20, NODE_24], 3);

  it('has each program as often as asked on each Node, all once before any again', () => {
    expect(runs).toHaveLength(12);
    const names = runs.map((run) => `${run.program.id}${run.repeat} ${run.node.version}`);
    expect(names.slice(0, 5)).toEqual([
      'a1 v20.20.2',
      'b1 v20.20.2',
      'a1 v24.1.0',
      'b1 v24.1.0',
      'a2 v20.20.2',
    ]);
  });

  it('gives each repeat of each program a seed of its own, the same at any time', () => {
    const seeds = runs.filter(({ node }) => node === NODE_20).map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(6);
    expect(plan([two[1]!], [NODE_24], 3).map(({ seed }) => seed)).toEqual(
      runs.filter((run) => run.program === two[1] && run.node === NODE_24).map(({ seed }) => seed),
    );
    for (const seed of seeds)
      expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  });
});

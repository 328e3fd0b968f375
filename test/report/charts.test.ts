import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import type { Entry, Header, Memory } from '../../src/record/schema.ts';
import { heapCharts, overviewChart } from '../../src/report/charts.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { header, outcome, outOfMemory, raw, SETTINGS, samplesOf } from '../helpers/recording.ts';
import type { Law } from '../helpers/series.ts';
import { floors, leak, nothing } from '../helpers/series.ts';

const TITLES = new Map([['cycle', 'A cycle of Rcs']]);

function finding(
  name: string,
  implementation: string | null,
  variant: string | null,
  entries: readonly Entry[],
  over: Partial<Header> = {},
): Finding {
  const subject = { name, kind: 'scenario' as const, path: null, implementation, variant };
  const head = header({ subject, ...over });
  const { settings, controls } = head;
  return { header: head, entries, judgement: judge({ settings, controls, entries }), path: 'x' };
}

const run = (memory: Exclude<Memory, 'native'>, law: Law): Entry[] => [
  raw({ operations: 10 }),
  ...samplesOf({ [memory]: floors(law, { count: 24 }) }),
  outcome(),
];

const LEAKY = finding('cycle', 'wasm', 'leaky', run('wasm', leak(112)));
const FIXED = finding('cycle', 'wasm', 'fixed', run('wasm', nothing));
const TS = finding('cycle', 'ts', 'leaky', run('js-heap', leak(48)));
const one = (item: Finding) => heapCharts([item], TITLES)[0]!.chart.panels[0]!.series[0]!;

describe('the charts of a run', () => {
  it('are one a name, with a panel an implementation and a line a variant', () => {
    const other = finding('own', null, null, run('js-heap', nothing));
    const charts = heapCharts([LEAKY, FIXED, TS, other], TITLES);
    expect(charts.map(({ name, chart }) => [name, chart.title])).toEqual([
      ['cycle', 'A cycle of Rcs'],
      ['own', 'own'],
    ]);
    const panels = charts[0]!.chart.panels;
    expect(
      panels.map(({ title, series }) => [title, series.map(({ variant }) => variant)]),
    ).toEqual([
      ['Rust → WASM', ['leaky', 'fixed']],
      ['TypeScript', ['leaky']],
    ]);
    expect(charts[1]!.chart.panels[0]).toMatchObject({ title: '', series: [{ variant: 'own' }] });
  });

  it('show every variant of a panel in the memory in which one leaks', () => {
    const leaking = finding('cycle', 'ts', 'leaky', run('array-buffers', leak(112)));
    const still = finding('cycle', 'ts', 'fixed', run('js-heap', nothing));
    const [panel] = heapCharts([still, leaking], TITLES)[0]!.chart.panels;
    expect(panel!.series.map(({ memory }) => memory)).toEqual(['array-buffers', 'array-buffers']);
  });

  it('show the WASM memory where there is one and nothing leaks, else the heap', () => {
    expect(one(FIXED).memory).toBe('wasm');
    expect(one(finding('cycle', 'ts', 'fixed', run('js-heap', nothing))).memory).toBe('js-heap');
  });

  it('say in words what was found', () => {
    expect(one(LEAKY)).toMatchObject({ verdict: 'leak', summary: 'leak +112 B/op' });
    expect(one(FIXED).summary).toMatch(/^clean < \S+ B\/op$/);
    expect(one(finding('cycle', 'ts', 'leaky', [])).summary).toBe('inconclusive');
  });

  it('have the floors, and the readings between them, as they were recorded', () => {
    const points = floors(leak(112), { count: 24 }).map(({ operations, bytes }) => [
      operations,
      bytes,
    ]);
    expect(one(LEAKY).floors).toEqual(points);
    // What is live is shown, between the floors only where it was counted: not in this reading.
    expect(one(LEAKY).raw).toEqual([]);
    expect(one(LEAKY).pages).toEqual(points.map(([operations]) => [operations, 2 ** 24]));
    expect(one(TS).pages).toEqual([]);
    // With code and metadata, as the readings between have them.
    expect(one(TS).floors[0]![1]).toBe(4 * 2 ** 20 + 1_000_000);
  });

  it('have a slope where a leak was found, from the floor on from which it was fitted', () => {
    const { slope, floors: drawn } = one(LEAKY);
    expect(slope).toMatchObject({
      toOperations: drawn.at(-1)![0],
      estimate: expect.closeTo(112, 4),
    });
    expect(drawn).toContainEqual(slope!.from);
    expect(one(FIXED).slope).toBeNull();
  });

  it('have no slope in a memory other than the one that is shown', () => {
    const first = finding('cycle', 'ts', 'leaky', run('array-buffers', leak(112)));
    const second = finding('cycle', 'ts', 'other', run('js-heap', leak(48)));
    const [panel] = heapCharts([first, second], TITLES)[0]!.chart.panels;
    expect(panel!.series[1]).toMatchObject({
      memory: 'array-buffers',
      verdict: 'leak',
      slope: null,
    });
  });

  it('draw the first thread of several, without the slope of them all', () => {
    const both = [
      ...samplesOf({ 'js-heap': floors(leak(48), { count: 24 }) }, { thread: 3 }),
      ...samplesOf({ 'js-heap': floors(leak(48), { count: 24, seed: 2 }) }, { thread: 4 }),
    ];
    const settings = { ...SETTINGS, threads: 2 };
    const series = one(finding('cycle', 'ts', 'leaky', [...both, outcome()], { settings }));
    expect(series).toMatchObject({ verdict: 'leak', slope: null });
    expect(series.floors).toHaveLength(24);
  });

  it('mark where memory ran out', () => {
    expect(one(TS).outOfMemory).toBeNull();
    const entries = [
      ...run('js-heap', leak(48)).slice(0, -1),
      outOfMemory(),
      outcome({ end: 'out-of-memory' }),
    ];
    expect(one(finding('cycle', 'ts', 'leaky', entries)).outOfMemory).toEqual({
      operations: 50_000,
      limitBytes: SETTINGS.limitBytes,
    });
  });

  it('are put together in their order', () => {
    const charts = heapCharts([TS, finding('own', null, null, run('js-heap', nothing))], TITLES);
    const { rows, subtitle } = overviewChart(charts, 'all of them');
    expect(subtitle).toBe('all of them');
    expect(rows.map(({ title, subtitle: name }) => [title, name])).toEqual([
      ['A cycle of Rcs', 'cycle'],
      ['own', 'own'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import { EMPTY, PLANTED, readControls } from '../../src/harness/controls.ts';
import type { Measurement, Target } from '../../src/harness/measure.ts';
import type { Entry } from '../../src/record/schema.ts';
import { header, outcome, SETTINGS, samplesOf } from '../helpers/recording.ts';
import type { Law } from '../helpers/series.ts';
import { floors, leak, nothing } from '../helpers/series.ts';

function measurement(target: Target, entries: readonly Entry[], threads = 1): Measurement {
  const settings = { ...SETTINGS, threads };
  return {
    target,
    path: 'control.ndjson',
    header: header({ settings, controls: null }),
    entries,
    judgement: judge({ settings, controls: null, entries }),
    outcome: outcome(),
  };
}

const of = (law: Law, thread = 1) =>
  samplesOf({ 'js-heap': floors(law, { count: 24, end: 200_000 }) }, { thread });
const planted = (rate: number) => measurement(PLANTED, [...of(leak(rate)), outcome()]);
const empty = (law: Law = nothing) => measurement(EMPTY, [...of(law), outcome()]);

describe('the controls', () => {
  it('are both well where the planted leak is found and the empty subject clean', () => {
    expect(readControls(planted(40), empty(), 1)).toEqual({
      planted: { found: true, bytesPerOperation: expect.closeTo(40, 3), reason: null },
      empty: { clean: true, reason: null },
      noiseBytes: 0,
      smallestDetectableBytesPerOperation: expect.any(Number),
    });
  });

  it.each([
    { rate: 37.9, found: false },
    { rate: 38.1, found: true },
    { rate: 41.9, found: true },
    { rate: 42.1, found: false },
  ])('find the planted leak where its rate is right to a twentieth: $rate', ({ rate, found }) => {
    const { planted: said } = readControls(planted(rate), empty(), 1);
    expect(said.found).toBe(found);
    expect(said.reason === null).toBe(found);
    if (!found) expect(said.reason).toContain('expected 40 B/op, measured');
  });

  it('say why the planted leak was not found', () => {
    const few = measurement(PLANTED, [...of(leak(40)).slice(0, 4), outcome()]);
    expect(readControls(few, empty(), 1).planted).toEqual({
      found: false,
      bytesPerOperation: null,
      reason: 'too few batches were measured: a longer budget is needed',
    });
  });

  it('say why the empty subject was not clean', () => {
    const leaking = readControls(planted(40), empty(leak(40)), 1);
    expect(leaking.empty).toEqual({ clean: false, reason: 'leak' });
    expect(leaking.smallestDetectableBytesPerOperation).toBeNull();
  });

  it('take the largest step of the empty subject, up or down, for the noise', () => {
    const stepping: Law = (n) => (n > 150_000 ? -700 : n > 100_000 ? 500 : 0);
    expect(readControls(planted(40), empty(stepping), 1).noiseBytes).toBe(1200);
  });

  it('take the step of the sum of several threads', () => {
    const law: Law = (n) => (n > 150_000 ? 500 : 0);
    const both = measurement(EMPTY, [...of(law, 1), ...of(law, 2), outcome()], 2);
    expect(readControls(planted(40), both, 2).noiseBytes).toBe(1000);
  });

  it('of which nothing was measured have no noise', () => {
    const said = readControls(planted(40), measurement(EMPTY, [outcome()]), 1);
    expect(said).toMatchObject({ noiseBytes: 0, empty: { clean: false } });
  });
});

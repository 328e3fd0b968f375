import { describe, expect, it } from 'vitest';
import { controlsOf } from '../../src/record/controls-of.ts';
import { CONTROLS, header, NOT_CLEAN, NOT_FOUND, outcome, sample } from '../helpers/recording.ts';

const entry = (controls: typeof CONTROLS) => ({
  type: 'controls' as const,
  elapsedMs: 300,
  controls,
});

describe('the controls of a recording', () => {
  it('are those of its own entry, which came later than the header', () => {
    const entries = [sample(), entry(NOT_FOUND), outcome()];
    expect(controlsOf(header({ controls: null }), entries)).toEqual(NOT_FOUND);
    expect(controlsOf(header({ controls: CONTROLS }), entries)).toEqual(NOT_FOUND);
  });

  it('are the last, where they were written twice', () => {
    expect(controlsOf(header(), [entry(NOT_FOUND), entry(NOT_CLEAN)])).toEqual(NOT_CLEAN);
  });

  it('are those of the header in recordings of before', () => {
    expect(controlsOf(header({ controls: CONTROLS }), [sample(), outcome()])).toEqual(CONTROLS);
  });

  it('are null where there were none', () => {
    expect(controlsOf(header({ controls: null }), [outcome()])).toBeNull();
  });
});

import type { Growth, GrowthOptions } from '../../src/analysis/growth.ts';

/** A look at the JS heap while more floors will come, at the default settings. */
export const LOOKING: GrowthOptions = {
  confidence: 0.999,
  toleranceBytes: 8192,
  loneStepBytes: 2 * 8192,
  unitBytes: 0,
  detectBytesPerOperation: 1,
  detectBytesPerSecond: null,
  ranOut: false,
  final: false,
  exact: false,
};

/** No floor can come any more: the budget has ended. */
export const LAST: GrowthOptions = { ...LOOKING, final: true };

/** The subject ran out of memory. */
export const RAN_OUT: GrowthOptions = { ...LOOKING, ranOut: true };

/** "growing", "flat" or why it is undecided: what a table of cases compares. */
export const word = (growth: Growth): string =>
  growth.kind === 'undecided' ? growth.why : growth.kind;

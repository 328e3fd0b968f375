import { fuite, fuiteLenient } from './fuite.ts';
import { leakage, leakageAsync } from './leakage.ts';
import { leaklab } from './leaklab.ts';
import { leastSquaresSlope } from './least-squares-slope.ts';
import { memwatch } from './memwatch.ts';
import type { Rule } from './rule.ts';
import { theilSenSlope } from './theil-sen-slope.ts';

/** Ours first; in the order of the document's tables. */
export const rules: readonly Rule[] = [
  leaklab,
  memwatch,
  leakage,
  leakageAsync,
  fuite,
  fuiteLenient,
  leastSquaresSlope,
  theilSenSlope,
];

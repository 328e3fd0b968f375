import type { Scenario } from '../src/subject/scenario.ts';
import { boxLeak } from './box-leak/scenario.ts';
import { cycle } from './cycle/scenario.ts';
import { forget } from './forget/scenario.ts';
import { growingVec } from './growing-vec/scenario.ts';
import { leakyCache } from './leaky-cache/scenario.ts';
import { manualAlloc } from './manual-alloc/scenario.ts';
import { parentChild } from './parent-child/scenario.ts';

/** The catalogue. To add a scenario, add its folder and one line here. */
export const scenarios: readonly Scenario[] = [
  cycle,
  parentChild,
  growingVec,
  leakyCache,
  forget,
  boxLeak,
  manualAlloc,
];

import type { Scenario } from '../src/subject/scenario.ts';

/** The catalogue. To add a scenario, add its folder and one line here. */
export const scenarios: readonly Scenario[] = [];

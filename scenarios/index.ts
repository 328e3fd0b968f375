import type { Scenario } from '../src/subject/scenario.ts';

/** The catalogue, in its order. To add a scenario, add its folder and one line here. */
const modules = await Promise.all([
  import('./cycle/scenario.ts'),
  import('./parent-child/scenario.ts'),
  import('./growing-vec/scenario.ts'),
  import('./leaky-cache/scenario.ts'),
  import('./forget/scenario.ts'),
  import('./box-leak/scenario.ts'),
  import('./manual-alloc/scenario.ts'),
]);

export const scenarios: readonly Scenario[] = modules.map((module) => module.default);

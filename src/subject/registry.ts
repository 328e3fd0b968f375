import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import type { Expected, Subject } from '../record/schema.ts';
import type { Implementation, Scenario } from './scenario.ts';
import type { SubjectSource } from './source.ts';

/** A scenario in one implementation and one variant: what a run measures. */
export interface CatalogueEntry {
  readonly scenario: Scenario;
  readonly subject: Subject;
  readonly source: SubjectSource;
  readonly expected: Expected | null;
}

export const IMPLEMENTATIONS: readonly Implementation[] = ['wasm', 'ts'];

/** All subjects of the catalogue, in its order. */
export function entriesOf(scenarios: readonly Scenario[]): CatalogueEntry[] {
  return scenarios.flatMap((scenario) =>
    IMPLEMENTATIONS.flatMap((implementation) =>
      Object.entries(scenario.variants[implementation] ?? {}).map(([variant, label]) => {
        const source = sourceOf(scenario.id, implementation, variant);
        return {
          scenario,
          subject: {
            name: scenario.id,
            kind: 'scenario' as const,
            path: source.path,
            implementation,
            variant,
          },
          source,
          expected: label ?? null,
        };
      }),
    ),
  );
}

/** Where a variant lives follows from its names; see `Scenario`. */
function sourceOf(id: string, implementation: Implementation, variant: string): SubjectSource {
  const root = packageRoot();
  return implementation === 'wasm'
    ? { kind: 'wasm', path: join(root, 'scenarios', id, `${id}.wasm`), call: `${variant}($i)` }
    : {
        kind: 'module',
        path: join(root, 'dist', 'scenarios', id, `${variant}.js`),
        export: null,
        input: undefined,
      };
}

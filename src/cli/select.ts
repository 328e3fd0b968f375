import { scenarios } from '../../scenarios/index.ts';
import { LeaklabError } from '../errors.ts';
import type { CatalogueEntry } from '../subject/registry.ts';
import { entriesOf, IMPLEMENTATIONS } from '../subject/registry.ts';
import { nearest } from './nearest.ts';

/** What of the catalogue is asked for. */
export function select(
  ids: readonly string[],
  {
    implementation,
    variant,
  }: { implementation?: string | undefined; variant?: string | undefined },
): CatalogueEntry[] {
  const known = scenarios.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new LeaklabError(
      'usage',
      `There is no scenario ${JSON.stringify(id)}.${nearest(id, known)} "leaklab list" shows all: ${known.join(', ')}.`,
    );
  }
  const chosen = entriesOf(scenarios).filter(
    ({ subject }) => ids.length === 0 || ids.includes(subject.name),
  );
  const implementations: readonly string[] = IMPLEMENTATIONS;
  if (implementation !== undefined && !implementations.includes(implementation)) {
    throw new LeaklabError(
      'usage',
      `--implementation ${JSON.stringify(implementation)} can't be used: expected ${implementations.join(' or ')}.`,
    );
  }
  const ofImplementation = chosen.filter(
    ({ subject }) => implementation === undefined || subject.implementation === implementation,
  );
  const selected = ofImplementation.filter(
    ({ subject }) => variant === undefined || subject.variant === variant,
  );
  if (selected.length > 0) return selected;
  const variants = [...new Set(ofImplementation.map(({ subject }) => subject.variant ?? ''))];
  throw new LeaklabError(
    'usage',
    variants.length === 0
      ? `None of these scenarios has the implementation ${implementation}.`
      : `None of these scenarios has the variant ${JSON.stringify(variant)}.${nearest(variant ?? '', variants)} They have ${variants.join(', ')}.`,
  );
}

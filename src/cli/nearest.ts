import leven from 'leven';

/** " Did you mean …?" where a known name is close to what was typed, else nothing. */
export function nearest(typed: string, known: readonly string[]): string {
  const ranked = known
    .map((name) => ({ name, distance: leven(typed.toLowerCase(), name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const close = best !== undefined && best.distance <= Math.max(2, typed.length / 3);
  return close ? ` Did you mean ${best.name}?` : '';
}

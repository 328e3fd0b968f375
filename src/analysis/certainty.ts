import type { Judgement } from './verdict.ts';

/** Two looks that agree: a verdict that one floor more would overturn is none. */
export const EQUAL_LOOKS = 2;

/**
 * Whether the floors are certain of something. A control that failed makes the verdict
 * inconclusive, but more floors would not change that.
 */
export function isDecided({ memories }: Judgement): boolean {
  const kinds = memories.map(({ growth }) => growth.kind);
  return kinds.includes('growing') || (kinds.length > 0 && kinds.every((kind) => kind === 'flat'));
}

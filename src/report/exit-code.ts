import type { Result } from './result.ts';

export const EXIT = {
  ok: 0,
  leak: 1,
  usage: 2,
  inconclusive: 3,
  failed: 4,
  interrupted: 130,
} as const;

/**
 * The first of 4, 1, 3, 0 that applies. Subjects with a label are asked whether the verdict is as
 * labelled, all others whether they are clean. A leak that the allow-list excuses does not count.
 */
export function exitCodeOf(results: readonly Result[]): number {
  const odd = results.filter((result) => !asExpected(result) && result.allowed === null);
  if (odd.some((result) => result.verdict === 'failed')) return EXIT.failed;
  if (odd.some((result) => result.verdict === 'leak' || result.verdict === 'clean'))
    return EXIT.leak;
  return odd.length > 0 ? EXIT.inconclusive : EXIT.ok;
}

export function asExpected({ expected, verdict, mechanism }: Result): boolean {
  if (expected === null) return verdict === 'clean';
  if (verdict !== expected.verdict) return false;
  return mechanism === null || mechanism === 'unknown' || mechanism === expected.mechanism;
}

import type { Share } from '../evaluate/wilson.ts';
import { share } from '../evaluate/wilson.ts';
import type { Comparison, Question } from './compare.ts';

/** What the evaluation is held to. */
export const TARGETS = { mechanism: 0.9, holder: 0.9, line: 0.95 } as const;

export function rightOnes(comparisons: readonly Comparison[], question: Question): Share {
  const right = comparisons.filter(({ questions }) => questions[question].right);
  return share(right.length, comparisons.length);
}

export function meets(comparisons: readonly Comparison[]): boolean {
  return (Object.keys(TARGETS) as (keyof typeof TARGETS)[]).every((question) => {
    const { count, of } = rightOnes(comparisons, question);
    return count >= TARGETS[question] * of;
  });
}

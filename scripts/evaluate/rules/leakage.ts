import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

/** Two rules, for a recording doesn't tell whether an operation was asynchronous. */
export const leakage: Rule = rule({
  id: 'leakage',
  title: 'leakage, 1 KiB',
  sensitivityBytes: 1024,
  of: 'synchronous',
});

export const leakageAsync: Rule = rule({
  id: 'leakage-async',
  title: 'leakage, 5 KiB',
  sensitivityBytes: 5 * 1024,
  of: 'asynchronous',
});

const DIFFERENCES = 6;
/** More than two thirds of them. */
const IN_A_ROW = 5;

function rule({
  id,
  title,
  sensitivityBytes,
  of,
}: {
  id: string;
  title: string;
  sensitivityBytes: number;
  of: string;
}): Rule {
  return {
    id,
    title,
    about: `six differences of the heap in use, from the first floor on; a leak where 5 in a row are above ${sensitivityBytes / 1024} KiB, as it asks of ${of} code. Its own differences are of 30 operations each; those of the recordings are of thousands, which makes it see smaller leaks.`,
    source: 'https://github.com/andywer/leakage',
    decide(recording) {
      const floors = floorsOf(recording);
      if (floors.length <= DIFFERENCES) return tooFew(floors, DIFFERENCES + 1);
      let inARow = 0;
      let longest = 0;
      for (let i = 1; i <= DIFFERENCES; i++) {
        const grown = floors[i]!.heapUsedBytes - floors[i - 1]!.heapUsedBytes;
        inARow = grown > sensitivityBytes ? inARow + 1 : 0;
        longest = Math.max(longest, inARow);
      }
      const last = floors[DIFFERENCES];
      return longest >= IN_A_ROW
        ? decided('leak', last, { memory: 'js-heap' })
        : decided('clean', last);
    },
  };
}

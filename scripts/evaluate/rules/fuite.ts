import type { Sample } from '../../../src/record/schema.ts';
import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

/*
 * Two translations, for none is exact. fuite counts the objects of each class; floors hold bytes, of
 * all classes together, and an array that makes room hides that as many objects came as before.
 */

export const fuite: Rule = rule(
  'fuite',
  'fuite, equal rounds',
  'by the same number of 8-byte words an operation in each of the 7 rounds, which is what a multiple of 7 stands for. A table that makes room now and then breaks it, though it would not have changed the counts',
  (words) => words[0]! > 0 && words.every((count) => count === words[0]),
);

export const fuiteLenient: Rule = rule(
  'fuite-lenient',
  'fuite, any growth',
  'by a word an operation or more in each of the 7 rounds, equal or not: more than its own rule would find',
  (words) => words.every((count) => count > 0),
);

const THROWN_AWAY = 1;
const ROUNDS = 7;
const WORD_BYTES = 8;

function rule(
  id: string,
  title: string,
  condition: string,
  isLeak: (words: readonly number[]) => boolean,
): Rule {
  return {
    id,
    title,
    about: `a throw-away round, then 7; a leak where the objects of some class have become more by a multiple of 7. Recordings hold bytes and no counts; so here: where the heap in use grew, rounded to words, ${condition}.`,
    source: 'https://github.com/nolanlawson/fuite',
    decide(recording) {
      const floors = floorsOf(recording);
      const needed = THROWN_AWAY + ROUNDS + 1;
      if (floors.length < needed) return tooFew(floors, needed);
      const last = floors[needed - 1];
      return isLeak(wordsAnOperation(floors.slice(THROWN_AWAY, needed)))
        ? decided('leak', last, { memory: 'js-heap' })
        : decided('clean', last);
    },
  };
}

/** Rounds differ in length: what a round of one operation would have added. */
function wordsAnOperation(floors: readonly Sample[]): number[] {
  return floors.slice(1).map((to, i) => {
    const from = floors[i]!;
    const grown = to.heapUsedBytes - from.heapUsedBytes;
    return Math.round(grown / WORD_BYTES / (to.operations - from.operations));
  });
}

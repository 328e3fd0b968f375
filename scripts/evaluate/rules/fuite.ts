import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

export const fuite: Rule = {
  id: 'fuite',
  title: 'fuite',
  about:
    'a throw-away round, then 7; a leak where the objects of a class have become more by a multiple of 7, that is, by the same number in each round. Recordings hold bytes, not counts of objects, and rounds that differ in length; so here: a leak where the heap in use grew by the same whole number of 8-byte words an operation, above 0, in each of the 7 rounds. Rounding to words forgives noise that its counts don’t have; what one class can’t hide of another’s, bytes can.',
  source: 'https://github.com/nolanlawson/fuite',
  decide(recording) {
    const floors = floorsOf(recording);
    const needed = THROWN_AWAY + ROUNDS + 1;
    if (floors.length < needed) return tooFew(floors, needed);
    const words = Array.from({ length: ROUNDS }, (_, round) => {
      const from = floors[THROWN_AWAY + round]!;
      const to = floors[THROWN_AWAY + round + 1]!;
      const grown = to.heapUsedBytes - from.heapUsedBytes;
      return Math.round(grown / WORD_BYTES / (to.operations - from.operations));
    });
    const last = floors[needed - 1];
    return words[0]! > 0 && words.every((count) => count === words[0])
      ? decided('leak', last, { memory: 'js-heap' })
      : decided('clean', last);
  },
};

const THROWN_AWAY = 1;
const ROUNDS = 7;
const WORD_BYTES = 8;

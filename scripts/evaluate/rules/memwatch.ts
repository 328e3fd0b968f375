import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

/**
 * Original: the counter begins against a size of 0, so that the first collection always counts. Here
 * it begins with the first growth that was seen.
 */
export const memwatch: Rule = {
  id: 'memwatch',
  title: 'memwatch',
  about:
    'a leak once the heap in use has grown over 5 full collections in a row; any other collection begins the count anew. It never says clean: what ended without its alarm counts as clean. It was made for the rare, natural collections of a process that runs for hours; here it sees forced ones, close together.',
  source: 'https://github.com/lloyd/node-memwatch/blob/165dcec/src/memwatch.cc',
  decide(recording) {
    const floors = floorsOf(recording);
    let inARow = 0;
    for (const [i, floor] of floors.entries()) {
      const before = floors[i - 1];
      if (before === undefined) continue;
      inARow = floor.heapUsedBytes > before.heapUsedBytes ? inARow + 1 : 0;
      if (inARow >= GROWTHS) return decided('leak', floor, { memory: 'js-heap' });
    }
    return floors.length > GROWTHS ? decided('clean', floors.at(-1)) : tooFew(floors, GROWTHS + 1);
  },
};

const GROWTHS = 5;

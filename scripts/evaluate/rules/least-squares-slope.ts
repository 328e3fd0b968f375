import { bytesIn } from '../../../src/record/reading.ts';
import type { Memory, Sample } from '../../../src/record/schema.ts';
import { leastSquares } from '../least-squares.ts';
import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

/** Code and feedback are made while these are taken. */
export const WARM_UP = 3;

export const leastSquaresSlope: Rule = {
  id: 'ols',
  title: 'OLS, p < 0.05',
  about: `a least-squares line through all floors but the first ${WARM_UP}; a leak where its slope is above 0 with p < 0.05 (two-sided). Heap in use, array buffers, other external memory and WASM are each looked at; any one will do.`,
  source: 'the usual t-test of a regression’s slope',
  decide(recording) {
    const floors = floorsOf(recording).slice(WARM_UP);
    if (floors.length < FEWEST) return tooFew(floors, FEWEST);
    const steepest = MEMORIES.flatMap((memory) => growing(floors, memory)).sort(
      (a, b) => b.slope - a.slope,
    )[0];
    return steepest === undefined
      ? decided('clean', floors.at(-1))
      : decided('leak', floors.at(-1), { memory: steepest.memory });
  },
};

/** With three the test has one degree of freedom, and says next to nothing. */
const FEWEST = 4;
const P = 0.05;

const MEMORIES = ['js-heap', 'array-buffers', 'external', 'wasm'] as const satisfies Memory[];

function growing(floors: readonly Sample[], memory: Memory): { memory: Memory; slope: number }[] {
  const points = floors.map((floor) => ({
    x: floor.operations,
    y: bytesIn(floor, memory) ?? 0,
  }));
  const { slope, p } = leastSquares(points);
  return slope > 0 && p < P ? [{ memory, slope }] : [];
}

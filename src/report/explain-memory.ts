import { fromTo } from './evidence.ts';
import { floorStatistics } from './floor-statistics.ts';
import * as format from './format.ts';
import type { MemoryFacts } from './memory-facts.ts';

/** How the floors of one memory went. */
export function explainMemory({ floors, toleranceBytes, fromOperations }: MemoryFacts): string {
  const first = floors[0];
  const last = floors.at(-1);
  if (first === undefined || last === undefined) return 'no floor of it was taken.';
  const statistics = floorStatistics(floors);
  if (floors.every(({ bytes }) => bytes === first.bytes)) {
    return `${format.bytes(first.bytes)} at every floor.`;
  }
  const texts = [`${fromTo(first.bytes, last.bytes)}.`];
  if (statistics !== null) {
    const { rises, falls, equal, largestStepBytes, typicalRate, earlyRate, lateRate } = statistics;
    texts.push(
      `Of ${rises + falls + equal} steps from floor to floor ${rises} went up, ${falls} down, ${equal} not at all; the largest by ${format.bytes(largestStepBytes)}.`,
      `The middle one was ${format.rate(typicalRate)}: ${format.rate(earlyRate)} in the first half, ${format.rate(lateRate)} in the second.`,
    );
  }
  if (fromOperations !== null && fromOperations > first.operations) {
    texts.push(`What came before operation ${fromOperations.toLocaleString('en-US')} was warm-up.`);
  }
  texts.push(`The runtime may add ${format.bytes(toleranceBytes)} by itself.`);
  return texts.join(' ');
}

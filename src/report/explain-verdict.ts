import { MEMORIES_IN_TEXT, MEMORY_NAMES } from '../record/memory-names.ts';
import type { Explanation } from './explanation.ts';
import * as format from './format.ts';
import type { MemoryFacts } from './memory-facts.ts';
import { oneLine } from './one-line.ts';

/** Which rule decided. */
export function explainRule(explanation: Explanation): string[] {
  const { verdict, reason, settings, memories } = explanation;
  const decisive = decisiveOf(explanation);
  const name = decisive === undefined ? 'memory' : MEMORIES_IN_TEXT[decisive.memory];
  switch (verdict) {
    case 'leak': {
      const others = memories.filter(({ kind }) => kind === 'growing').length - 1;
      const also = others > 0 ? ' Other memories grow, too; this one grows most.' : '';
      return [`${RULES[ruleOf(decisive)]?.(name) ?? `The ${name} grows.`}${also}`];
    }
    case 'clean':
      return [
        `No memory rose by more than the runtime may add by itself over the last part of the run: whatever still leaked there is less than --detect ${format.number(settings.detectBytesPerOperation)} B/op.`,
      ];
    case 'inconclusive':
      return [
        `Neither a leak nor its absence was proven: ${oneLine(reason ?? 'no reason is known')}.`,
      ];
    case 'failed':
      return [`${oneLine(reason ?? 'It failed')}.`];
  }
}

/** By the judge's name of the rule, or else by the shape that it saw. */
const RULES: Record<string, (name: string) => string> = {
  regular: (name) =>
    `The ${name} grew by nearly the same amount an operation in nearly every batch, and not less later: objects that are kept have a size.`,
  steps: (name) =>
    `The ${name} grew in steps: each of the last doublings of the operations raised its floors about as much as all before, as a table does that doubles when it is full, for ever.`,
  octaves: (name) =>
    `The ${name} went up and down, but each of the last doublings of the operations raised its lowest floors about as much as all before.`,
  levels: (name) =>
    `The ${name} went up and down, but the lowest floors of one stretch after the other rose: each is higher than that before.`,
  'few-floors': (name) =>
    `There are few floors, but the ${name} grew in each step by far more than a runtime adds by itself.`,
  isolates: (name) =>
    `The sum of the isolates goes up and down with how requests are spread over them, but the ${name} of one or more of them grew with the requests that these answered themselves.`,
  births: (name) =>
    `There are too few floors, but a second run, in which each allocation was numbered, shows it: blocks of every part of the operations are still there, in equal amounts, or one of them grew as the operations did. That is how the ${name} grows.`,
  linear: (name) => `The ${name} grew, and later no slower than before.`,
  staircase: (name) => `The ${name} grew in ever larger, ever rarer steps.`,
  accelerating: (name) => `The ${name} grew, and faster and faster.`,
};

const ruleOf = (facts: MemoryFacts | undefined): string => facts?.rule ?? facts?.shape ?? '';

/** Why the interval, or the bound, is no narrower. */
export function explainWidth(explanation: Explanation): string[] {
  const { verdict, confidence, run } = explanation;
  const decisive = decisiveOf(explanation);
  const rate = decisive?.bytesPerOperation ?? null;
  const sure = format.percent(confidence);
  if (verdict === 'leak' && rate !== null) {
    const { low, high } = format.interval(rate);
    const width =
      low === high
        ? `The rate is the same in all steps that count: ${low} B/op.`
        : `The steps that count don't agree any better than from ${low} to ${high} B/op.`;
    return [
      `${width} The true rate lies in the interval in ${sure} of all runs; it took ${run.floors} floors to say so, and more would narrow it.`,
    ];
  }
  if (verdict === 'clean' && decisive !== undefined) {
    const bounds = explanation.memories.flatMap(({ memory, upperBound }) =>
      upperBound === null ? [] : [`${MEMORY_NAMES[memory]} ${format.bound(upperBound)}`],
    );
    return [
      `What could still hide, in B/op: ${bounds.join(', ')}. That is the growth which the runtime may make by itself, over the operations that were looked at: twice the operations, half the bound.`,
    ];
  }
  return [];
}

/** What the floors would have had to show for another verdict. */
export function explainOtherwise(explanation: Explanation): string[] {
  const { verdict, controls, settings } = explanation;
  const decisive = decisiveOf(explanation);
  const name = decisive === undefined ? 'memory' : MEMORIES_IN_TEXT[decisive.memory];
  const added =
    decisive === undefined
      ? 'what a runtime adds by itself'
      : format.bytes(decisive.toleranceBytes);
  switch (verdict) {
    case 'leak':
      return [
        `Clean: floors of the ${name} that stay within ${added} over the last part of the run. Inconclusive: growth that slows down, as a cache's does that fills.`,
      ];
    case 'clean':
      return [
        `A leak: floors that go on rising by more than ${added}, at a rate that does not fall. Inconclusive: too few operations to rule out ${format.number(settings.detectBytesPerOperation)} B/op.`,
      ];
    case 'inconclusive':
      return controls !== null && !(controls.planted.found && controls.empty.clean)
        ? ['Controls that succeed: where one fails, nothing is called a leak, and nothing clean.']
        : [
            `A leak: growth of the ${name} that goes on at a rate which does not fall. Clean: floors that stay within ${added}. Both take more operations, so a longer --budget.`,
          ];
    case 'failed':
      return [];
  }
}

const decisiveOf = ({ memories, decisive }: Explanation): MemoryFacts | undefined =>
  memories.find(({ memory }) => memory === decisive);

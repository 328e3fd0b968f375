import { wrap } from '../../src/report/wrap.ts';
import { atLeast, percent } from '../evaluate/numbers.ts';
import { table } from '../evaluate/table.ts';
import type { Comparison, Question } from './compare.ts';
import { QUESTIONS } from './compare.ts';
import { rightOnes, TARGETS } from './tally.ts';

const ASKED: Readonly<Record<Question, string>> = {
  verdict: 'the leak is found',
  mechanism: 'the mechanism is right',
  holder: 'the first path of `heldBy` names the holder',
  line: 'the first line of `allocatedAt` allocates what leaks',
};

/** What is committed as `docs/accuracy-holders.md`. */
export function holdersDocument(
  comparisons: readonly Comparison[],
  about: { readonly tool: string },
): string {
  return `${[
    '# How often the holder and the line are right',
    `Written by \`npm run evaluate -- holders\`. ${comparisons.length} leaking programs of [test/corpus](../test/corpus), whose leak is in the JS heap, in array buffers or outside of the heap, each run through \`leaklab check\` with default settings, under a name that says nothing. ${about.tool}`,
    table(
      ['', 'wanted', 'right (95 % sure of)'],
      QUESTIONS.map((question) => [
        ASKED[question],
        question === 'verdict' ? '' : `≥ ${percent(TARGETS[question])}`,
        atLeast(rightOnes(comparisons, question)),
      ]),
    ),
    ...wrongSection(comparisons),
    'What is right was written down by people who read the programs and did not see the answers: [held.ts](../test/corpus/held.ts). A program whose leak was not found counts as wrong in every row.',
  ].join('\n\n')}\n`;
}

function wrongSection(comparisons: readonly Comparison[]): string[] {
  const rows = wrongOf(comparisons).map(({ id, question, got, expected }) => [
    `\`${id}\``,
    question,
    got,
    expected,
  ]);
  if (rows.length === 0) return [];
  return ['## Wrong', table(['program', '', 'got', 'expected'], rows, 4)];
}

/** What the terminal shows: the wrong answers, then the shares. */
export function holdersText(comparisons: readonly Comparison[]): string {
  const wrong = wrongOf(comparisons).flatMap(({ id, question, got, expected }, i, all) => [
    ...(all[i - 1]?.id === id ? [] : [id]),
    ...wrap(got, COLUMNS, ' '.repeat(21), `  ${question.padEnd(9)} got      `),
    ...wrap(expected, COLUMNS, ' '.repeat(21), `${' '.repeat(12)}expected `),
  ]);
  const shares = QUESTIONS.map(
    (question) => `${question.padEnd(10)} ${atLeast(rightOnes(comparisons, question))}`,
  );
  return [...wrong, ...(wrong.length > 0 ? [''] : []), ...shares].join('\n');
}

const COLUMNS = 80;

interface Wrong {
  readonly id: string;
  readonly question: Question;
  readonly got: string;
  readonly expected: string;
}

/** Where the verdict is wrong, that says it all. */
function wrongOf(comparisons: readonly Comparison[]): Wrong[] {
  return comparisons.flatMap(({ id, questions }) => {
    const wrong = QUESTIONS.filter((question) => !questions[question].right);
    const told = wrong.includes('verdict') ? (['verdict'] as const) : wrong;
    return told.map((question) => ({
      id,
      question,
      got: oneLine(questions[question].got),
      expected: questions[question].expected,
    }));
  });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

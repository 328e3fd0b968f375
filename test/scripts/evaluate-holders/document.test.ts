import { describe, expect, it } from 'vitest';
import type { Comparison, Question } from '../../../scripts/evaluate-holders/compare.ts';
import { QUESTIONS } from '../../../scripts/evaluate-holders/compare.ts';
import { holdersDocument, holdersText } from '../../../scripts/evaluate-holders/document.ts';
import { meets } from '../../../scripts/evaluate-holders/tally.ts';

/** What was got and expected names the question, unless it is told. */
function comparison(id: string, wrong: readonly Question[], got = ''): Comparison {
  const questions = Object.fromEntries(
    QUESTIONS.map((question) => [
      question,
      { right: !wrong.includes(question), got: got || `this ${question}`, expected: question },
    ]),
  ) as unknown as Comparison['questions'];
  return { id, questions };
}

const many = (count: number, wrong: readonly Question[]): Comparison[] =>
  Array.from({ length: count }, (_, i) => comparison(`program-${i}`, wrong));

describe('the text of an evaluation of holders', () => {
  it('tells the wrong answers beside what was expected, then the shares', () => {
    expect(
      holdersText([comparison('right', []), comparison('wrong', ['holder', 'line'])]).split('\n'),
    ).toEqual([
      'wrong',
      '  holder    got      this holder',
      '            expected holder',
      '  line      got      this line',
      '            expected line',
      '',
      'verdict    2 of 2, 100 % (≥ 34.2 %)',
      'mechanism  2 of 2, 100 % (≥ 34.2 %)',
      'holder     1 of 2, 50 % (≥ 9.45 %)',
      'line       1 of 2, 50 % (≥ 9.45 %)',
    ]);
  });

  it('tells of a leak that was not found the verdict alone', () => {
    const missed = comparison('missed', QUESTIONS, 'inconclusive: too noisy');
    expect(holdersText([missed]).split('\n').slice(0, 4)).toEqual([
      'missed',
      '  verdict   got      inconclusive: too noisy',
      '            expected verdict',
      '',
    ]);
  });

  it('stays within 80 columns', () => {
    const long = comparison('long', ['holder'], 'x'.repeat(200));
    expect(
      Math.max(
        ...holdersText([long])
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBe(80);
  });
});

describe('the document', () => {
  it('has the shares beside what is wanted, and what is wrong', () => {
    const text = holdersDocument(
      [comparison('right', []), comparison('wrong', ['mechanism'], 'a | b\nc')],
      { tool: 'Node v1.' },
    );
    expect(text).toContain('2 leaking programs');
    expect(text).toContain('| the mechanism is right | ≥ 90 % | 1 of 2, 50 % (≥ 9.45 %) |');
    expect(text).toContain('| `wrong` | mechanism | a \\| b c | mechanism |');
  });

  it('has no section of what is wrong where nothing is', () => {
    expect(holdersDocument(many(3, []), { tool: '' })).not.toContain('## Wrong');
  });
});

describe('the targets', () => {
  it.each([
    ['mechanism', 10],
    ['holder', 10],
    ['line', 5],
  ] as const)('of the %s allow %i wrong of a hundred, and no more', (question, allowed) => {
    const wrong = (count: number) => [...many(count, [question]), ...many(100 - count, [])];
    expect(meets(wrong(allowed))).toBe(true);
    expect(meets(wrong(allowed + 1))).toBe(false);
  });
});

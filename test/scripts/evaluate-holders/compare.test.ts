import { describe, expect, it } from 'vitest';
import { compare, hasWord } from '../../../scripts/evaluate-holders/compare.ts';
import type { LabelledProgram } from '../../../scripts/evaluate-holders/labelled.ts';
import type { Said } from '../../../scripts/evaluate-holders/measure.ts';

const program: LabelledProgram = {
  id: 'sessions',
  file: '/programs/sessions.ts',
  export: null,
  input: undefined,
  mechanism: ['leaky-cache', 'growing-vec'],
  holder: ['sessions', 'Map'],
  lines: [
    { file: '/programs/sessions.ts', line: 7 },
    { file: '/programs/parts/session.ts', line: 3 },
  ],
};

const said = (changes: Partial<Said> = {}): Said => ({
  verdict: 'leak',
  reason: null,
  mechanism: 'leaky-cache',
  heldBy: [path(['module sessions.ts', 'sessions: Map', '(entries)']), path(['other'])],
  allocatedAt: [at('sessions.ts', 7), at('sessions.ts', 99)],
  ...changes,
});

const path = (names: string[]) => ({ path: names, bytes: 1, count: 1, share: 0.5 });
const at = (file: string | null, line: number | null) => ({
  function: 'open',
  file,
  line,
  column: null,
  bytes: 1,
  share: 0.5,
  stack: [],
});

const rightOnes = (result: Said | null): string[] =>
  Object.entries(compare({ program, result }).questions)
    .filter(([, { right }]) => right)
    .map(([question]) => question);

const withPath = (names: string[]): Said => said({ heldBy: [path(names)] });
const withLine = (file: string | null, line: number | null): Said =>
  said({ allocatedAt: [at(file, line)] });

describe('an answer beside the truth', () => {
  it('is right where verdict, mechanism, first path and first line are', () => {
    expect(rightOnes(said())).toEqual(['verdict', 'mechanism', 'holder', 'line']);
  });

  it('is wrong in all where there is no leak, none is certain, or no result', () => {
    for (const verdict of ['clean', 'inconclusive', 'failed'] as const) {
      expect(rightOnes(said({ verdict, reason: 'too noisy' }))).toEqual([]);
    }
    expect(rightOnes(null)).toEqual([]);
    expect(
      compare({ program, result: said({ verdict: 'inconclusive', reason: 'too noisy' }) }),
    ).toMatchObject({ questions: { verdict: { got: 'inconclusive: too noisy' } } });
  });

  it('is wrong where nobody looked, even of a leak whose mechanism may be unknown', () => {
    const unknown = { ...program, mechanism: ['unknown'] as const };
    const result = said({ heldBy: null, allocatedAt: null, mechanism: 'unknown' });
    const { questions } = compare({ program: unknown, result });
    expect(Object.values(questions).map(({ right }) => right)).toEqual([true, false, false, false]);
    expect(questions.line).toMatchObject({
      got: 'nothing',
      expected: 'sessions.ts:7 or session.ts:3',
    });
  });

  it('may have either mechanism, where both are right', () => {
    expect(rightOnes(said({ mechanism: 'growing-vec' }))).toContain('mechanism');
    expect(rightOnes(said({ mechanism: 'listeners' }))).not.toContain('mechanism');
  });

  it('needs each word of the holder in its first path, and no other', () => {
    expect(rightOnes(withPath(['const sessions', 'a map of texts']))).toContain('holder');
    expect(rightOnes(withPath(['sessions: Array']))).not.toContain('holder');
    const second = said({ heldBy: [path(['other']), path(['sessions: Map'])] });
    expect(rightOnes(second)).not.toContain('holder');
    expect(rightOnes(said({ heldBy: [] }))).not.toContain('holder');
  });

  it.each([
    ['sessions.ts', 7],
    ['./sessions.ts', 7],
    ['../programs/sessions.ts', 7],
    ['/programs/sessions.ts', 7],
    ['file:///programs/sessions.ts', 7],
    ['parts/session.ts', 3],
  ])('has the line where it is told as %s:%s', (file, line) => {
    expect(rightOnes(withLine(file, line))).toContain('line');
  });

  it.each([
    ['sessions.ts', 8],
    ['sessions.ts', null],
    ['session.ts', 7],
    ['my-sessions.ts', 7],
    ['ssions.ts', 7],
    ['/other/sessions.ts', 7],
    [null, 7],
  ])('has another line where it is told as %s:%s', (file, line) => {
    expect(rightOnes(withLine(file, line))).not.toContain('line');
  });
});

describe('a word of a path', () => {
  it('is whole, in any case', () => {
    expect(hasWord('cache: Map', 'map')).toBe(true);
    expect(hasWord('cache: Bitmap', 'map')).toBe(false);
    expect(hasWord('maps', 'map')).toBe(false);
    expect(hasWord('cached: Map', 'cache')).toBe(false);
  });

  it('may have signs in it that no identifier has', () => {
    expect(hasWord('Store.#cache: Map', '#cache')).toBe(true);
    expect(hasWord('the (entries) of it', '(entries)')).toBe(true);
    expect(hasWord('$state', '$state')).toBe(true);
    expect(hasWord('state', '$state')).toBe(false);
  });

  it('may be one of several', () => {
    expect(hasWord('list of setTimeout', 'timers|setTimeout')).toBe(true);
    expect(hasWord('list of setImmediate', 'timers|setTimeout')).toBe(false);
  });
});

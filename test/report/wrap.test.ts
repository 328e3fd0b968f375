import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/report/wrap.ts';

describe('a wrapped text', () => {
  it.each([
    { text: 'one two three', columns: 80, lines: ['one two three'] },
    { text: 'one two three', columns: 7, lines: ['one two', 'three'] },
    { text: 'one two three', columns: 6, lines: ['one', 'two', 'three'] },
    { text: 'abcdefghij', columns: 4, lines: ['abcd', 'efgh', 'ij'] },
    { text: 'a bcdefghij k', columns: 4, lines: ['a', 'bcde', 'fghi', 'j k'] },
    { text: '', columns: 10, lines: [''] },
  ])('of $columns columns: $text', ({ text, columns, lines }) => {
    expect(wrap(text, columns)).toEqual(lines);
  });

  it('begins its first line and indents all others', () => {
    expect(wrap('one two three', 9, '  ', '- ')).toEqual(['- one two', '  three']);
  });

  const text =
    'cycle wasm leaky: a/very/long/path/that/has/no/space/in/it.mjs exports nothing, at all';

  it('has no line that is too long, and loses no letter', () => {
    for (let columns = 5; columns < 120; columns++) {
      for (const [indent, first] of [
        ['', ''],
        ['  ', ''],
        ['    ', '- '],
      ] as const) {
        const lines = wrap(text, columns, indent, first);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        const letters = lines.join('').replaceAll(/\s|^- /g, '');
        expect(letters).toBe(text.replaceAll(' ', ''));
      }
    }
  });

  it('ends where the indentation leaves no room', () => {
    expect(wrap('abc def', 2, '    ').join('')).toContain('abc');
  });
});

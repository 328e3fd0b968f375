import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, printable, shortened, visibleText } from '../../src/heap/printable.ts';

describe('a text of the program', () => {
  it.each([
    {
      what: 'control characters',
      text: 'a\u001b[31mb\u0007\u009b',
      is: 'a\\u001b[31mb\\u0007\\u009b',
    },
    { what: 'line breaks', text: 'a\nb\r\u2028c\u2029', is: 'a\\nb\\r\\u2028c\\u2029' },
    { what: 'marks of direction', text: 'a\u202eb\u2066', is: 'a\\u202eb\\u2066' },
    { what: 'what has no width', text: 'a\u200bb\ufeff', is: 'a\\u200bb\\ufeff' },
    { what: 'tags beyond the first plane', text: 'a\u{e0001}b', is: 'a\\u{e0001}b' },
    { what: 'half a character', text: 'a\ud800b', is: 'a\\ud800b' },
    { what: 'what joins', text: 'a\u200db', is: 'a\\u200db' },
    { what: 'letters', text: 'größe 名前 🙂 \\ "', is: 'größe 名前 🙂 \\ "' },
  ])('can be printed: $what', ({ text, is }) => {
    expect(printable(text)).toBe(is);
  });

  it.each([
    { text: 'abcd', is: 'abcd' },
    { text: 'abcde', is: 'abc…' },
    { text: 'ab🙂', is: 'ab🙂' },
    { text: 'ab🙂c', is: 'ab…' },
    { text: 'a🙂cd', is: 'a🙂…' },
    { text: 'x'.repeat(1_000_000), is: 'xxx…' },
  ])('is shortened to four characters: $is', ({ text, is }) => {
    expect(shortened(text, 4)).toBe(is);
  });

  it('is visible in a line: cut first, then printable', () => {
    expect(visibleText('a\nb')).toBe('a\\nb');
    expect(visibleText('x'.repeat(LONGEST_TEXT))).toBe('x'.repeat(80));
    expect(visibleText('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
    expect(visibleText(`${'x'.repeat(78)}🙂${'\n'.repeat(1_000_000)}`)).toBe(`${'x'.repeat(78)}…`);
  });
});

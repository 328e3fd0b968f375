import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, visibleText } from '../../src/heap/visible-text.ts';

describe('a text of a heap', () => {
  it.each([
    ['plain', 'plain'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    // Reverses what follows; joins; ends a line; half of a pair.
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['a\u200db', 'a\\u200db'],
    ['a\u2028b', 'a\\u2028b'],
    ['\ud800', '\\ud800'],
    ['\u{e0001}', '\\u{e0001}'],
    ['ünï → ✓ 🦀', 'ünï → ✓ 🦀'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('is cut behind 80 characters', () => {
    expect(visibleText('x'.repeat(LONGEST_TEXT))).toBe('x'.repeat(80));
    expect(visibleText('x'.repeat(81))).toBe(`${'x'.repeat(80)}…`);
  });
});

import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/report/one-line.ts';

describe('one line of a text', () => {
  it.each([
    ['TypeError: no\n    at x', 'TypeError: no'],
    ['first\r\nsecond', 'first'],
    ['\u001b[31mred\u001b[39m', 'red'],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
    ['a\tb\u0008c\u009bd', 'a b c d'],
    ['plain ü 𝛼', 'plain ü 𝛼'],
    ['', ''],
  ])('of %j is %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

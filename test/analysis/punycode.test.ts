import { describe, expect, it } from 'vitest';
import { decodePunycode } from '../../src/analysis/punycode.ts';

describe('Punycode', () => {
  it.each([
    ['gre_6ka8i', 'größe'],
    ['Mnchen_3ya', 'München'],
    ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['a_b_una', 'a_bö'],
  ])('%s is %s', (text, expected) => {
    expect(decodePunycode(text, '_')).toBe(expected);
  });

  it.each(['a_A', 'a_6', '99999999'])('%s is refused', (text) => {
    expect(() => decodePunycode(text, '_')).toThrow();
  });
});

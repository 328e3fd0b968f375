import { describe, expect, it } from 'vitest';
import { implOf } from '../../src/analysis/rust-impl.ts';

describe("a method's impl", () => {
  it.each([
    ['<my::T>::make', 'my::T', null, [], 'make'],
    ['<my::T as core::clone::Clone>::clone', 'my::T', 'core::clone::Clone', [], 'clone'],
    [
      '<my::T<u8, (A, B)> as core::ops::Add<my::U<A, B>, (C, [D; 2])>>::add::<E, F>',
      'my::T<u8, (A, B)>',
      'core::ops::Add',
      ['my::U<A, B>', '(C, [D; 2])'],
      'add::<E, F>',
    ],
    ['<fn(u8) -> u8 as my::Trait>::call', 'fn(u8) -> u8', 'my::Trait', [], 'call'],
    [
      '<<my::T as my::Trait>::f::{closure#0} as core::ops::FnOnce<(A, B)>>::call_once',
      '<my::T as my::Trait>::f::{closure#0}',
      'core::ops::FnOnce',
      ['(A, B)'],
      'call_once',
    ],
  ])('%s is taken apart', (name, self, trait, traitArguments, method) => {
    expect(implOf(name)).toEqual({ self, trait, traitArguments, method });
  });

  it.each(['', '<', '<a', 'my::T<u8>::make', '<<a>::b'])('"%s" is none', (name) => {
    expect(implOf(name)).toBeNull();
  });
});

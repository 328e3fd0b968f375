import { describe, expect, it } from 'vitest';
import { demangleRustLegacy } from '../../src/analysis/demangle-rust-legacy.ts';

// Of rustc 1.63's modules; in the second column what `c++filt --format=rust` makes of them, but for the hash.
describe("Rust's older mangling", () => {
  it.each([
    [
      '_ZN4core3fmt9Formatter12pad_integral17hb9aa5acf646e9755E',
      'core::fmt::Formatter::pad_integral',
    ],
    [
      '_ZN63_$LT$alloc..alloc..Global$u20$as$u20$core..alloc..Allocator$GT$4grow17hb62b143fbfad90e8E',
      '<alloc::alloc::Global as core::alloc::Allocator>::grow',
    ],
    [
      '_ZN9hashbrown3raw22RawTableInner$LT$A$GT$16is_in_same_group28_$u7b$$u7b$closure$u7d$$u7d$17h6560739a416f988eE',
      'hashbrown::raw::RawTableInner<A>::is_in_same_group::{{closure}}',
    ],
    ['_ZN1r5inner4deep13gr$uf6$$udf$e17h337ba9ae9cd3268bE', 'r::inner::deep::größe'],
    [
      '_ZN5alloc7raw_vec11finish_grow17h171cd5b151185aeeE.llvm.5347338927776326541',
      'alloc::raw_vec::finish_grow',
    ],
  ])('is undone: %s', (name, expected) => {
    expect(demangleRustLegacy(name)).toBe(expected);
  });

  it.each([
    [
      '_$LT$$RF$T$u20$as$u20$core..fmt..Debug$GT$::fmt::h2acb110b70f91b13',
      '<&T as core::fmt::Debug>::fmt',
    ],
    [
      'core::ptr::drop_in_place$LT$$LP$r..E$C$$LP$$RP$$RP$$GT$::hf76cc4bef353f7c9 (.llvm.1026405183251640924)',
      'core::ptr::drop_in_place<(r::E,())>',
    ],
    [
      'core::ops::function::FnOnce::call_once$u7b$$u7b$vtable.shim$u7d$$u7d$::h5e5386937f6cc366',
      'core::ops::function::FnOnce::call_once{{vtable.shim}}',
    ],
    [
      'core::slice::_$LT$impl$u20$$u5b$T$u5d$$GT$::get_unchecked::h600f24d769467e08',
      'core::slice::<impl [T]>::get_unchecked',
    ],
  ])('is undone where a linker took it for C++: %s', (name, expected) => {
    expect(demangleRustLegacy(name)).toBe(expected);
  });

  it.each([
    ['has no hash', '_ZN3foo3barE'],
    ['has a hash of another length', '_ZN3foo3bar17h0123456789abcdeE'],
    ['has a part that is longer than itself', '_ZN3foo30bar17h0123456789abcdefE'],
    ['ends otherwise', '_ZN3foo3bar17h0123456789abcdefEv'],
  ])('is not in what %s', (_, name) => {
    expect(demangleRustLegacy(name)).toBeNull();
  });

  it('keeps escapes that it does not know', () => {
    expect(demangleRustLegacy('a$XY$$constructor$$u1$$u110000$b::h0123456789abcdef')).toBe(
      'a$XY$$constructor$$u1$$u110000$b',
    );
  });
});

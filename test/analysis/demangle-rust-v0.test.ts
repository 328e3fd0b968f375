import { describe, expect, it } from 'vitest';
import { demangleRustV0 } from '../../src/analysis/demangle-rust-v0.ts';

// The first are of rustc 1.63's modules, with what `llvm-cxxfilt` makes of them.
describe("Rust's newer mangling", () => {
  it.each([
    [
      '_RNCNvMs9_NtCskl1KlxD2pVg_9hashbrown3rawINtB7_13RawTableInnerNtNtCs9tm3sCXHW8O_5alloc5alloc6GlobalE16is_in_same_group0CsidHDQfDTxtx_1r',
      '<hashbrown::raw::RawTableInner<alloc::alloc::Global>>::is_in_same_group::{closure#0}',
    ],
    [
      '_RNvXs_NtCs9tm3sCXHW8O_5alloc5allocNtB4_6GlobalNtNtCs4EoLUFkKuUC_4core5alloc9Allocator4growCsidHDQfDTxtx_1r',
      '<alloc::alloc::Global as core::alloc::Allocator>::grow',
    ],
    [
      '_RNvMs0_NtCs9tm3sCXHW8O_5alloc7raw_vecINtB5_6RawVecTmINtNtB7_2rc2RcNtCsidHDQfDTxtx_1r1EEEE14grow_amortizedB14_',
      '<alloc::raw_vec::RawVec<(u32, alloc::rc::Rc<r::E>)>>::grow_amortized',
    ],
    [
      '_RINvNtCs9tm3sCXHW8O_5alloc7raw_vec11finish_growNtNtB4_5alloc6GlobalECsidHDQfDTxtx_1r',
      'alloc::raw_vec::finish_grow::<alloc::alloc::Global>',
    ],
    ['_RNvNtNtCsidHDQfDTxtx_1r5inner4deepu9gre_6ka8i', 'r::inner::deep::größe'],
    ['_RNCNvC1r4mains_0.llvm.123', 'r::main::{closure#1}'],
    [
      '_RNSNvYNCNvC1r4main0INtNtC4core3ops6FnOnceuE9call_once6vtable', // a shim
      '<r::main::{closure#0} as core::ops::FnOnce<()>>::call_once::{shim:vtable#0}',
    ],
    ['_RINvC1a1bKj1f_Kb1_Kc41_Kln3_Kc27_KpE', "a::b::<31, true, 'A', -3, '\\'', _>"],
    [
      '_RINvC1a1bFUKCRL0_hEuFK8fastcallhEtE', // no lifetimes
      'a::b::<unsafe extern "C" fn(&u8), extern "fastcall" fn(u8) -> u16>',
    ],
    [
      '_RINvC1a1bDINtNtC4core3ops2FnTmEEp6OutputhNtC4core4SendEL_E',
      'a::b::<dyn core::ops::Fn<(u32,), Output = u8> + core::Send>',
    ],
    ['_RINvC1a1bDNtC4core8Iteratorp4ItemhEL_E', 'a::b::<dyn core::Iterator<Item = u8>>'],
    [
      '_RINvC1a1bAtj3_SPhOhQhRL_hThEThtEzeE',
      'a::b::<[u16; 3], [*const u8], *mut u8, &mut u8, &u8, (u8,), (u8, u16), !, str>',
    ],
    ['_RNvMC1aINtC1a1bL_E1c', '<a::b>::c'],
    ['_RINvC1a1bL_hE', 'a::b::<u8>'],
  ])('is undone: %s', (name, expected) => {
    expect(demangleRustV0(name)).toBe(expected);
  });

  it('loses the hashes of crates where wasm-bindgen has undone it', () => {
    expect(demangleRustV0('<alloc[fdfd2bd8633a6659]::vec::Vec<[u8; 8]>>::reserve')).toBe(
      '<alloc::vec::Vec<[u8; 8]>>::reserve',
    );
  });

  it.each(['malloc', '_Z3foov', 'RNvC1r4main'])('is not in %s', (name) => {
    expect(demangleRustV0(name)).toBeNull();
  });

  it.each([
    ['refers to itself', '_RNvB_1a'],
    ['refers ahead', '_RINvC1a1bBa_hE'],
    ['has an unknown tag', '_RWvC1r4main'],
    ['has a text that is longer than itself', '_RNvC1r40main'],
    ['has a constant of no number', '_RINvC1a1bKh_gE'],
    ['has a character beyond the last', '_RINvC1a1bKc110000_E'],
    ['goes on', '_RNvC1r4main!'],
  ])('is refused where it %s', (_, name) => {
    expect(() => demangleRustV0(name)).toThrow();
  });
});

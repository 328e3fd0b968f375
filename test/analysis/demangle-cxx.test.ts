import { describe, expect, it } from 'vitest';
import { demangleCxx } from '../../src/analysis/demangle-cxx.ts';

// What `llvm-cxxfilt` makes of them, without results and parameters, lambdas counted.
describe("C++'s mangling", () => {
  it.each([
    ['_Z3foov', 'foo'],
    ['_ZN3foo3barEv', 'foo::bar'],
    ['_ZNKR3foo3barEv', 'foo::bar'],
    ['_ZN3FooC2Ei', 'Foo::Foo'],
    ['_ZN3FooIiED0Ev', 'Foo<int>::~Foo'],
    ['_ZN3FooIiE3mapIdEET_S2_', 'Foo<int>::map<double>'],
    ['_ZN12_GLOBAL__N_16hiddenEv', '(anonymous namespace)::hidden'],
    ['_ZN3fooB5cxx113barEv', 'foo::bar'],
    ['_ZN7größe1fEv', 'größe::f'],
  ])('of a function is undone: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    ['_Znwm', 'operator new'],
    ['_ZdaPv', 'operator delete[]'],
    ['_ZN3FoopLERKS_', 'Foo::operator+='],
    ['_ZN3FooclEi', 'Foo::operator()'],
    ['_ZNK3FoossERKS_', 'Foo::operator<=>'],
    ['_Zli3_kmy', 'operator"" _km'],
    ['_ZNK3FoocvbEv', 'Foo::operator bool'],
    // The conversion refers to an argument that follows it.
    ['_ZN3FoocvPT_I1AEEv', 'Foo::operator A*<A>'],
    ['_ZN3FoocvPT_I1AEEDTadL_Z1gIcEvvEE', 'Foo::operator A*<A>'],
  ])('of an operator is undone: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    [
      '_ZNSt3__26vectorIiNS_9allocatorIiEEE21__push_back_slow_pathIRKiEEvOT_',
      'std::__2::vector<int, std::__2::allocator<int>>::__push_back_slow_path<int const&>',
    ],
    ['_ZNSsC1EPKc', 'std::string::string'],
    ['_ZSt3maxIiERKT_S2_S2_', 'std::max<int>'],
    [
      '_ZNSt6vectorISsSaISsEE9push_backERKSs',
      'std::vector<std::string, std::allocator<std::string>>::push_back',
    ],
  ])('of the standard library is undone: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    ['_Z1fIJidEEvDpT_', 'f<int, double>'],
    ['_Z1fIJEEvDpT_', 'f<>'],
    ['_Z1fILi3ELb1ELc120ELln5ELN1A1BE2EEvv', 'f<3, true, (char)120, -5l, (A::B)2>'],
    ['_Z1fILDn0EEvv', 'f<nullptr>'],
    ['_Z1fIXadL_ZN1A1bEvEEEvv', 'f<&A::b>'],
    ['_Z1fISt6vectorEvv', 'f<std::vector>'],
    ['_ZN1a1fINS_1bENS_1cES2_EEvv', 'a::f<a::b, a::c, a::c>'],
    ['_Z1fIPFivEEvT_', 'f<int (*)()>'],
    ['_Z1fIFivEEvT_', 'f<int ()>'],
    ['_Z1fIKPVKcEvv', 'f<char const volatile* const>'],
    ['_Z1fIRA2_KcEvT_', 'f<char const (&) [2]>'],
    ['_Z1fIPFPFicEdEEvT_', 'f<int (*(*)(double))(char)>'],
    ['_Z1fIM1AFivEEvT_', 'f<int (A::*)()>'],
    ['_Z1fIM1AiEvT_', 'f<int A::*>'],
    ['_Z1fIDF16_DB8_DnDuEvv', 'f<_Float16, _BitInt(8), std::nullptr_t, char8_t>'],
  ])("of a template's argument is undone: %s", (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    // Results and parameters that have to be understood to find their end.
    ['_Z2dtIiEDTcmcmcmplfp_fp_mlclsr3stdE7declvalIT_EELi2EstS0_nw_S0_pifp_EES0_', 'dt<int>'],
    ['_Z3sumIJildEEDTfrplfp_EDpT_', 'sum<int, long, double>'],
    ['_Z5sizedIiENSt9enable_ifIXgtstT_Li2EEPS1_E4typeES1_', 'sized<int>'],
    ['_Z1fIiEDTcl1gspfp_EEDpT_', 'f<int>'],
    ['_Z1fIiEDTtlT_Li1EEES0_', 'f<int>'],
    ['_Z1fIiEDTquLb1ELi1ELi2EES_', 'f<int>'],
    ['_Z1fIiEDTdtfp_onplIT_EES0_', 'f<int>'],
    ['_Z1fPDoFvvEPDwiEFvvEDv4_f', 'f'],
    ['_Z1fPU8noderefiu3extIiE', 'f'],
  ])('is undone to its end: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    ['_ZZ4mainENKUlT_E_clIiEEDaS_', 'main::{lambda#1}::operator()<int>'],
    ['_ZZN3app5localEiENKUliE0_clEi', 'app::local::{lambda#2}::operator()'],
    ['_ZZN3app5localEiEN1L2goEv', 'app::local::L::go'],
    ['_ZZ1fiEd0_NKUlvE_clEv', 'f::{lambda#1}::operator()'],
    ['_ZN1AUt_C1Ev', 'A::{unnamed#1}::{unnamed#1}'],
    ['_ZNK1A1xMUlvE_clEv', 'A::x::{lambda#1}::operator()'],
  ])('of what is within a function is undone: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each([
    ['_ZThn8_N3FooD0Ev', 'non-virtual thunk to Foo::~Foo'],
    ['_ZTv0_n12_N3Foo1fEv', 'virtual thunk to Foo::f'],
    ['_ZTch0_h4_N3Foo1fEv', 'covariant return thunk to Foo::f'],
    ['_ZTW1x', 'thread-local wrapper routine for x'],
    ['_ZN3fooEv.isra.0', 'foo'],
    ['_ZN3fooEv.llvm.12345', 'foo'],
    ['_ZN3fooEv.1', 'foo'],
  ])('of what a compiler makes of a function is undone: %s', (name, expected) => {
    expect(demangleCxx(name)).toBe(expected);
  });

  it.each(['malloc', '_RNvC1r4main', 'foo(int)', 'Z3foov'])('is not in %s', (name) => {
    expect(demangleCxx(name)).toBeNull();
  });

  it.each([
    ['is a virtual table', '_ZTV3Foo'],
    ['refers to what is not there', '_Z1fS5_'],
    ['has an unknown operator', '_Zzzv'],
    ['has a text that is longer than itself', '_Z30foov'],
    ['constructs nothing', '_ZNC1Ev'],
    ['ends too early', '_ZN3foo3bar'],
    ['goes on', '_Z3foov!'],
    ['numbers what is no local', '_ZZ1fiEN1L2goEv_0'],
  ])('is refused where it %s', (_, name) => {
    expect(() => demangleCxx(name)).toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { functionOfSignature } from '../../src/analysis/cxx-signature.ts';

describe('of a C++ signature', () => {
  it.each([
    ['foo()', 'foo'],
    ['app::push(std::__2::vector<int, std::__2::allocator<int> >&, unsigned int)', 'app::push'],
    ['app::Box<int>::get() const &', 'app::Box<int>::get'],
    ['void app::f<int>(int)', 'app::f<int>'],
    ['unsigned long app::f<int>(int)', 'app::f<int>'],
    ['decltype(fp(1) > 2) app::apply<int>(int)', 'app::apply<int>'],
    ['decltype(fp(1) < 2) app::apply<int>(int)', 'app::apply<int>'],
    ['std::__2::enable_if<((sizeof (int)) > (2)), int*>::type app::f<int>(int)', 'app::f<int>'],
    ['foo() (.isra.0)', 'foo'],
    ['foo[abi:v15004]()', 'foo'],
    ['a::f<b<c> >()', 'a::f<b<c>>'],
  ])('%s the name is kept', (signature, name) => {
    expect(functionOfSignature(signature)).toBe(name);
  });

  it.each([
    ['operator new(unsigned long)', 'operator new'],
    ['operator new[](unsigned long)', 'operator new[]'],
    ['A::operator()(int) const', 'A::operator()'],
    ['int A::operator()<int>(int) const', 'A::operator()<int>'],
    ['A::operator unsigned long() const', 'A::operator unsigned long'],
    ['run::$_2::operator app::S (*)(int)() const', 'run::$_2::operator app::S (*)(int)'],
    ['std::ostream& std::operator<<<char>(std::ostream&, char)', 'std::operator<<<char>'],
    ['bool operator< <int>(int, int)', 'operator< <int>'],
    ['operator"" _km(unsigned long long)', 'operator"" _km'],
    ['void f<&(A::operator->())>()', 'f<&(A::operator->())>'],
  ])("%s an operator's name is kept", (signature, name) => {
    expect(functionOfSignature(signature)).toBe(name);
  });

  it.each([
    ['app::local(int)::L::go(int)', 'app::local::L::go'],
    ['app::f() const::L::go()', 'app::f::L::go'],
    ['(anonymous namespace)::hidden(int)', '(anonymous namespace)::hidden'],
    ["app::f(int)::'lambda0'(int, char)::operator()(int) const", 'app::f::{lambda#2}::operator()'],
    ["void g<f(int)::'lambda'(int (*)())>(int)", 'g<f::{lambda#1}>'],
    ['non-virtual thunk to app::D::other()', 'non-virtual thunk to app::D::other'],
  ])('%s scopes are kept without their parameters', (signature, name) => {
    expect(functionOfSignature(signature)).toBe(name);
  });

  it.each([
    [
      'char const (&std::forward<char const (&) [2]>(char (&) [2])) [2]',
      'std::forward<char const (&) [2]>',
    ],
    ['int* (&std::forward<int* (&)(int)>(int* (&)(int)))(int)', 'std::forward<int* (&)(int)>'],
  ])("%s the name is found within the result's type", (signature, name) => {
    expect(functionOfSignature(signature)).toBe(name);
  });

  it.each([
    '',
    'malloc',
    '()',
    '<T as core::fmt::Debug>::fmt',
    'a)()',
    'f(',
    '~lib/array/Array<i32>#push',
  ])('"%s", which is none, nothing is', (text) => {
    expect(functionOfSignature(text)).toBeNull();
  });
});

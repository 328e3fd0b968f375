import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demangle } from '../../src/analysis/demangle.ts';
import { seededRandom } from '../../src/harness/schedule.ts';
import { packageRoot } from '../../src/package-root.ts';
import { functionNames } from '../helpers/wasm-names.ts';

describe('a name', () => {
  it.each([
    // As a compiler writes it, and as a linker has demangled it.
    ['_ZN1r4make17h0123456789abcdefE', 'r::make'],
    ['r::make::h0123456789abcdef', 'r::make'],
    ['r::make::h0123456789abcdef (.llvm.5347338927776326541)', 'r::make'],
    ['_RNvCsidHDQfDTxtx_1r4make', 'r::make'],
    ['r[6f3a2b1c0d9e8f7a]::make', 'r::make'],
    ['_ZN3app4makeIiEEPT_S1_', 'app::make<int>'],
    ['int* app::make<int>(int)', 'app::make<int>'],
    ['make.llvm.1234', 'make'],
    ['make (.isra.0)', 'make'],
  ])('%s is read as %s', (name, expected) => {
    expect(demangle(name)).toBe(expected);
  });

  it.each([
    '',
    'malloc',
    '__rust_alloc',
    'make.command_export',
    '~lib/array/Array<i32>#push',
    'assembly/index/make',
    'assembly/index/make~anonymous|0',
    'main.(*T).Make',
    'wasm[25]',
    '_Z',
    '_R',
    '_ZN',
    '_ZN3fo',
    '_ZN99999999999999999999fooE',
    '_RNvC1r',
    '_RNvC1r4make_and_more_',
    '_ZN1r4make17h0123456789abcdeE',
  ])('%s that is not mangled, or not soundly, stays as it is', (name) => {
    expect(demangle(name)).toBe(name);
  });

  it('of any committed module shows no escape, hash or parameter', () => {
    const files = ['scenarios', 'test/wasm-corpus/built'].flatMap((folder) =>
      readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.wasm') && !file.includes('.stripped.'))
        .map((file) => join(packageRoot(), folder, file)),
    );
    const names = files.flatMap(functionNames);
    expect(names.length).toBeGreaterThan(1500);
    expect(names.filter((name) => demangle(name) !== name).length).toBeGreaterThan(500);
    const unread = names.map(demangle).filter((name) => UNREAD.test(name));
    expect(unread).toEqual([]);
  });

  it('that was damaged is read or stays, within bounds', () => {
    const random = seededRandom(4);
    const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(random() * from.length)]!;
    const alphabet = `${SOUND.join('')} ()<>:'`;
    for (let round = 0; round < 30_000; round++) {
      let name = pick(SOUND);
      for (let changes = 1 + random() * 4; changes > 0; changes--) {
        const at = Math.floor(random() * name.length);
        const from = pick(SOUND);
        const other = Math.floor(random() * from.length);
        name = pick([
          `${name.slice(0, at)}${pick(alphabet)}${name.slice(at + 1)}`,
          `${name.slice(0, at)}${name.slice(at + 1 + random() * 5)}`,
          `${name.slice(0, at)}${pick(alphabet)}${name.slice(at)}`,
          `${name.slice(0, at)}${from.slice(other, other + random() * 20)}${name.slice(at)}`,
          name.slice(0, at + 1),
        ]);
      }
      expect(demangle(name).length, name).toBeLessThanOrEqual(MOST_CHARACTERS);
    }
  });

  it('that refers back is read, as long as what comes of it is of some length', () => {
    expect(demangle(`_Z1f${doubled(8)}`)).toBe('f');
    expect(demangle(`_RINvC1a1b${again(2)}E`)).toBe(
      'a::b::<(u8, u8), ((u8, u8), (u8, u8)), (((u8, u8), (u8, u8)), ((u8, u8), (u8, u8)))>',
    );
  });

  const times = (count: number, text: string) => text.repeat(count);
  it.each([
    ['nested deeply', `_Z1f${times(8000, 'P')}i`],
    ['nested deeply', `_RINvC1a1b${times(8000, 'R')}hE`],
    ['nested deeply', `_Z1f${times(2000, 'N1aI')}`],
    ['that doubles with each part', `_Z1fI1A${times(40, 'I')}E`],
    ['that doubles with each part', `_Z1f${doubled(60)}`],
    ['that refers back again and again', `_RINvC1a1b${again(60)}E`],
    ['that refers to itself', '_RNvB_1a'],
    ['that refers to itself', '_RINvC1a1bB6_E'],
    ['full of brackets', `${times(4000, '(')}${times(4000, ')')}`],
    ['full of brackets', `f${times(2700, '(*(')}`],
    ['full of brackets', `a ${times(2000, '(&')}f()${times(2000, ')')}`],
    ['full of brackets', `f()${times(2700, ' []')}x`],
    ['full of escapes', `_ZN7900${times(1975, '$LT$')}17h0123456789abcdefE`],
    ['longer than anyone reads', `_ZN1r100000${times(100_000, 'a')}17h0123456789abcdefE`],
  ])('%s costs little', (_, name) => {
    const before = performance.now();
    const text = demangle(name);
    expect(performance.now() - before).toBeLessThan(500);
    expect(text.length).toBeLessThanOrEqual(Math.max(MOST_CHARACTERS, name.length));
  });
});

/** Beyond this a name stays mangled. */
const MOST_CHARACTERS = 16_384;

const UNREAD = /\$\w+\$|::h[0-9a-f]{16}|^_Z|^_R|> >|\w\(.*\)$/;

const SOUND = [
  '_ZN4core3fmt9Formatter12pad_integral17hb9aa5acf646e9755E',
  '_ZN63_$LT$alloc..alloc..Global$u20$as$u20$core..alloc..Allocator$GT$4grow17hb62b143fbfad90e8E',
  '_RINvMNtCs4EoLUFkKuUC_4core6optionINtB3_6OptionTRNtNtCs9tm3sCXHW8O_5alloc6string6StringEE3mapB1m_E',
  '_RINvC1a1bAtj3_SPhOhQhRhThEFUKCRLs_hEuDINtC1c1TmEp6OutputhEL_Kb1_Kc41_Kln3_E',
  '_RNvNtNtCsidHDQfDTxtx_1r5inner4deepu9gre_6ka8i',
  '_ZNSt3__26vectorIiNS_9allocatorIiEEE21__push_back_slow_pathIRKiEEvOT_',
  '_ZNSt3__28__invokeIRPFPiiEJRiEEEDTclscT_fp_spscT0_fp0_EEOS6_DpOS7_',
  '_Z2dtIiEDTcmcmcmplfp_fp_mlclsr3stdE7declvalIT_EELi2EstS0_nw_S0_pifp_EES0_',
  '_ZZN3app5localEiENKUliE0_clEi',
  '_ZNK3FoocvPT_I1AEEv',
  'void std::__2::f<int (*)(char), a::b<1, 2> >::operator<< <c>(int, (anonymous namespace)::d&) const',
  'r::_$LT$impl$u20$r..P$GT$::make::_$u7b$$u7b$closure$u7d$$u7d$::h9f7bea4557772c0a',
];

/** Parameters, each a template of the one before, twice. */
function doubled(count: number): string {
  let text = '1AIiiE';
  for (let i = 0; i < count; i++) {
    const last = `S${i.toString(36).toUpperCase()}_`;
    text += `S_I${last}${last}E`;
  }
  return text;
}

/** Generic arguments, each a pair of the one before. */
function again(count: number): string {
  let last = 'ThhE';
  let text = last;
  let at = 'INvC1a1b'.length;
  for (let i = 0; i < count; i++) {
    const reference = `B${inBase62(at - 1)}_`;
    at += last.length;
    last = `T${reference}${reference}E`;
    text += last;
  }
  return text;
}

function inBase62(value: number): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return value < 62
    ? digits.charAt(value)
    : `${inBase62(Math.floor(value / 62))}${digits.charAt(value % 62)}`;
}

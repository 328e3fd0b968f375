import type { MangledText } from './mangled-text.ts';

/** Reads a type that C++ has by itself; null where there is another. */
export function readBuiltinType(source: MangledText): string | null {
  for (const length of [1, 2]) {
    const builtin = BUILTIN[source.text.slice(source.at, source.at + length)];
    if (builtin === undefined) continue;
    source.at += length;
    return builtin;
  }
  const sized = source.match(/D(?:F\d+[_bx]|[BU]\d+_)/y);
  return sized === '' ? null : sizedName(sized);
}

/** `DB8_` is `_BitInt(8)`. */
function sizedName(code: string): string {
  const bits = Number.parseInt(code.slice(2), 10);
  if (code.startsWith('DB')) return `_BitInt(${bits})`;
  if (code.startsWith('DU')) return `unsigned _BitInt(${bits})`;
  return code.endsWith('b') ? 'std::bfloat16_t' : `_Float${bits}${code.endsWith('x') ? 'x' : ''}`;
}

const BUILTIN: Readonly<Record<string, string>> = {
  Da: 'auto',
  Dc: 'decltype(auto)',
  Dd: 'decimal64',
  De: 'decimal128',
  Df: 'decimal32',
  Dh: 'half',
  Di: 'char32_t',
  Dn: 'std::nullptr_t',
  Ds: 'char16_t',
  Du: 'char8_t',
  a: 'signed char',
  b: 'bool',
  c: 'char',
  d: 'double',
  e: 'long double',
  f: 'float',
  g: '__float128',
  h: 'unsigned char',
  i: 'int',
  j: 'unsigned int',
  l: 'long',
  m: 'unsigned long',
  n: '__int128',
  o: 'unsigned __int128',
  s: 'short',
  t: 'unsigned short',
  v: 'void',
  w: 'wchar_t',
  x: 'long long',
  y: 'unsigned long long',
  z: '...',
};

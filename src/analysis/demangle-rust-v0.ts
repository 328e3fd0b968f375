import type { RustSymbol } from './demangle-rust-v0-tokens.ts';
import {
  readBack,
  readBinder,
  readConstant,
  readDisambiguator,
  readIdentifier,
  readLifetime,
} from './demangle-rust-v0-tokens.ts';
import { bounded, MangledText, NotMangled } from './mangled-text.ts';

/**
 * Rust's second mangling: https://doc.rust-lang.org/rustc/symbol-mangling/v0.html. Without what
 * nobody searches for: lifetimes, the hashes of crates, the crate that instantiated it. Null for
 * other names.
 */
export function demangleRustV0(name: string): string | null {
  if (!/^_?_R[A-Z]/.test(name)) return withoutHashes(name);
  const source = new MangledText(name, name.indexOf('R') + 1);
  const symbol: RustSymbol = { source, begin: source.at };
  const path = readPath(symbol, true);
  if (/[A-Z]/.test(source.peek())) readPath(symbol, false);
  if (!source.done && !/^[.$]/.test(source.rest)) throw new NotMangled();
  return path;
}

/** What wasm-bindgen makes of such names: `core[6f3a…]::fmt::write`. */
function withoutHashes(name: string): string | null {
  const text = name.replaceAll(CRATE_HASH, '');
  return text === name ? null : text;
}

/** As a value, a path's generic arguments follow `::`. `open` leaves their bracket open. */
function readPath(symbol: RustSymbol, isValue: boolean, open = false): string {
  const { source } = symbol;
  return source.nested(() => {
    const tag = source.next();
    switch (tag) {
      case 'C':
        readDisambiguator(source);
        return readIdentifier(source);
      case 'M':
      case 'X': {
        readDisambiguator(source);
        readPath(symbol, false);
        return tag === 'M' ? `<${readType(symbol)}>` : readImplementation(symbol);
      }
      case 'Y':
        return readImplementation(symbol);
      case 'N':
        return readNested(symbol, isValue);
      case 'I': {
        const path = readPath(symbol, isValue);
        const listed = source.listUntil('E', () => readGenericArgument(symbol));
        const generics = listed.filter((argument) => argument !== '').join(', ');
        if (generics === '') return path;
        return bounded(`${path}${isValue ? '::' : ''}<${generics}${open ? '' : '>'}`);
      }
      case 'B':
        return readBack(symbol, () => readPath(symbol, isValue, open));
      default:
        throw new NotMangled();
    }
  });
}

function readImplementation(symbol: RustSymbol): string {
  const self = readType(symbol);
  return bounded(`<${self} as ${readPath(symbol, false)}>`);
}

/** Lower-case namespaces are those of names; upper-case ones are of what has no name in the source. */
function readNested(symbol: RustSymbol, isValue: boolean): string {
  const { source } = symbol;
  const namespace = source.next();
  const path = readPath(symbol, isValue);
  const disambiguator = readDisambiguator(source);
  const name = readIdentifier(source);
  if (/[a-z]/.test(namespace)) return name === '' ? path : bounded(`${path}::${name}`);
  if (!/[A-Z]/.test(namespace)) throw new NotMangled();
  const kind = { C: 'closure', S: 'shim' }[namespace] ?? namespace;
  return bounded(`${path}::{${kind}${name === '' ? '' : `:${name}`}#${disambiguator}}`);
}

function readGenericArgument(symbol: RustSymbol): string {
  const { source } = symbol;
  if (readLifetime(source)) return '';
  return source.take('K') ? readConstant(symbol) : readType(symbol);
}

function readType(symbol: RustSymbol): string {
  const { source } = symbol;
  return source.nested(() => {
    const basic = BASIC_TYPES[source.peek()];
    if (basic !== undefined) {
      source.next();
      return basic;
    }
    const tag = source.peek();
    if (/[A-Z]/.test(tag) && !'CMXYNI'.includes(tag)) source.next();
    switch (tag) {
      case 'A': {
        const of = readType(symbol);
        return bounded(`[${of}; ${readConstant(symbol)}]`);
      }
      case 'S':
        return bounded(`[${readType(symbol)}]`);
      case 'T': {
        const types = source.listUntil('E', () => readType(symbol));
        return types.length === 1 ? `(${types[0]},)` : `(${types.join(', ')})`;
      }
      case 'R':
      case 'Q':
        readLifetime(source);
        return bounded(`&${tag === 'Q' ? 'mut ' : ''}${readType(symbol)}`);
      case 'P':
        return bounded(`*const ${readType(symbol)}`);
      case 'O':
        return bounded(`*mut ${readType(symbol)}`);
      case 'F':
        return readFunctionType(symbol);
      case 'D':
        return readTraitObject(symbol);
      case 'B':
        return readBack(symbol, () => readType(symbol));
      default:
        return readPath(symbol, false);
    }
  });
}

function readFunctionType(symbol: RustSymbol): string {
  const { source } = symbol;
  readBinder(source);
  const unsafety = source.take('U') ? 'unsafe ' : '';
  let convention = '';
  if (source.take('K')) {
    // Hyphens of a convention's name are written as `_`.
    const name = source.take('C') ? 'C' : readIdentifier(source).replaceAll('_', '-');
    convention = `extern "${name}" `;
  }
  const parameters = source.listUntil('E', () => readType(symbol)).join(', ');
  const result = readType(symbol);
  const arrow = result === '()' ? '' : ` -> ${result}`;
  return bounded(`${unsafety}${convention}fn(${parameters})${arrow}`);
}

function readTraitObject(symbol: RustSymbol): string {
  const { source } = symbol;
  readBinder(source);
  const traits = source.listUntil('E', () => readObjectTrait(symbol));
  if (!readLifetime(source)) throw new NotMangled();
  return bounded(`dyn ${traits.join(' + ')}`);
}

/** Associated types stand among the trait's generic arguments. */
function readObjectTrait(symbol: RustSymbol): string {
  const { source } = symbol;
  let trait = readPath(symbol, false, true);
  let isOpen = countOf(trait, '<') > countOf(trait.replaceAll('->', ''), '>');
  while (source.take('p')) {
    const name = readIdentifier(source);
    trait = bounded(`${trait}${isOpen ? ', ' : '<'}${name} = ${readType(symbol)}`);
    isOpen = true;
  }
  return isOpen ? `${trait}>` : trait;
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

const CRATE_HASH = /(?<=\w)\[[0-9a-f]{8,16}\](?=::)/g;
const BASIC_TYPES: Readonly<Record<string, string>> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  p: '_',
  s: 'i16',
  t: 'u16',
  u: '()',
  v: '...',
  x: 'i64',
  y: 'u64',
  z: '!',
};

import type { MangledText } from './mangled-text.ts';
import { NotMangled } from './mangled-text.ts';
import { decodePunycode } from './punycode.ts';

export interface RustSymbol {
  readonly source: MangledText;
  /** Back references count from here. */
  readonly begin: number;
}

/** A constant among generic arguments, or an array's length. */
export function readConstant(symbol: RustSymbol): string {
  const { source } = symbol;
  return source.nested(() => {
    if (source.take('p')) return '_';
    if (source.take('B')) return readBack(symbol, () => readConstant(symbol));
    const type = source.next();
    const sign = source.take('n') ? '-' : '';
    const digits = source.match(/[0-9a-f]{0,32}/y);
    source.expect('_');
    const value = BigInt(`0x0${digits}`);
    if (INTEGERS.includes(type)) return `${sign}${value}`;
    if (sign !== '' || value > 0x10ffffn) throw new NotMangled();
    if (type === 'b') return value === 0n ? 'false' : 'true';
    if (type === 'c') return quoted(Number(value));
    throw new NotMangled();
  });
}

/** As Rust writes a `char`. */
function quoted(code: number): string {
  const character = String.fromCodePoint(code);
  if (/['\\]/.test(character)) return `'\\${character}'`;
  return code < 0x20 || code === 0x7f ? `'\\u{${code.toString(16)}}'` : `'${character}'`;
}

export function readBack<Read>({ source, begin }: RustSymbol, read: () => Read): Read {
  const here = source.at - 1;
  const target = begin + readBase62(source);
  if (target >= here) throw new NotMangled();
  const resume = source.at;
  source.at = target;
  const result = read();
  source.at = resume;
  return result;
}

export function readBinder(source: MangledText): void {
  if (source.take('G')) readBase62(source);
}

export function readLifetime(source: MangledText): boolean {
  if (!source.take('L')) return false;
  readBase62(source);
  return true;
}

/** 0 where there is none. */
export function readDisambiguator(source: MangledText): number {
  return source.take('s') ? readBase62(source) + 1 : 0;
}

function readBase62(source: MangledText): number {
  const digits = source.match(/[0-9a-zA-Z]*/y);
  source.expect('_');
  let value = 0;
  for (const digit of digits) value = value * 62 + BASE_62.indexOf(digit);
  return digits === '' ? 0 : value + 1;
}

export function readIdentifier(source: MangledText): string {
  const isPunycode = source.take('u');
  const length = source.take('0') ? 0 : source.decimal();
  source.take('_');
  const text = source.slice(length);
  return isPunycode ? decodePunycode(text, '_') : text;
}

const BASE_62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const INTEGERS = 'aslxnihtmyoj';

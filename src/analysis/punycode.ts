import { NotMangled } from './mangled-text.ts';

/** Punycode, RFC 3492, of an identifier: Rust's delimiter is `_`, as symbols can't hold a `-`. */
export function decodePunycode(text: string, delimiter: string): string {
  const end = text.lastIndexOf(delimiter);
  const characters = [...text.slice(0, Math.max(0, end))];
  let at = end + 1;
  let code = 128;
  let position = 0;
  let bias = 72;
  while (at < text.length) {
    const before = position;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = DIGITS.indexOf(text.charAt(at++) || '?');
      if (digit === -1) throw new NotMangled();
      position += digit * weight;
      if (position > Number.MAX_SAFE_INTEGER) throw new NotMangled();
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = characters.length + 1;
    bias = adapted(position - before, length, before === 0);
    code += Math.floor(position / length);
    position %= length;
    if (code > 0x10ffff) throw new NotMangled();
    characters.splice(position++, 0, String.fromCodePoint(code));
  }
  return characters.join('');
}

function adapted(difference: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(difference / (isFirst ? 700 : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > 455; k += BASE) delta = Math.floor(delta / 35);
  return k + Math.floor((36 * delta) / (delta + 38));
}

const BASE = 36;
const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

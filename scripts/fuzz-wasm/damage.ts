import { concatenate } from '../../src/wasm/concatenate.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Random = () => number;

/** A module with one to four things wrong. */
export function damage(module: Bytes, random: Random): Bytes {
  let bytes: Bytes = module.slice();
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const way = WAYS[Math.floor(random() * WAYS.length)]!;
    if (bytes.length > 0) bytes = way(bytes, random);
  }
  return bytes;
}

const placeIn = (bytes: Bytes, random: Random): number => Math.floor(random() * bytes.length);

/** Most of what a reader decides on stands near the beginning, and near the ends of sections. */
const earlyPlace = (bytes: Bytes, random: Random): number =>
  Math.floor(random() ** 4 * bytes.length);

const WAYS: readonly ((bytes: Bytes, random: Random) => Bytes)[] = [
  function flipBit(bytes, random) {
    bytes[placeIn(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  function flipEarlyBit(bytes, random) {
    bytes[earlyPlace(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  function setByte(bytes, random) {
    const values = [0, 1, 0x7f, 0x80, 0xff, 0x0b, 0x40, 0x60, 0x70];
    bytes[earlyPlace(bytes, random)] = values[Math.floor(random() * values.length)]!;
    return bytes;
  },
  /** A number that is told in more bytes, or is much larger. */
  function inflateNumber(bytes, random) {
    const at = earlyPlace(bytes, random);
    const number = random() < 0.5 ? [0xff, 0xff, 0xff, 0xff, 0x0f] : [bytes[at]! | 0x80, 0x80, 0];
    return splice(bytes, at, 1, number);
  },
  function truncate(bytes, random) {
    return bytes.slice(0, placeIn(bytes, random));
  },
  function removeSome(bytes, random) {
    return splice(bytes, earlyPlace(bytes, random), 1 + Math.floor(random() * 8), []);
  },
  function insertSome(bytes, random) {
    const more = Array.from({ length: 1 + Math.floor(random() * 8) }, () => random() * 256);
    return splice(bytes, earlyPlace(bytes, random), 0, more);
  },
  /** A piece of it once more, elsewhere. */
  function duplicate(bytes, random) {
    const from = placeIn(bytes, random);
    const piece = bytes.slice(from, from + 1 + Math.floor(random() * 64));
    return splice(bytes, placeIn(bytes, random), 0, [...piece]);
  },
  /** Two sections change places, or one comes twice. */
  function moveSection(bytes, random) {
    const sections = sectionsOf(bytes);
    if (sections.length < 2) return bytes;
    const pick = (): number => Math.floor(random() * sections.length);
    const [from, to] = [pick(), pick()];
    const piece = sections[from]!;
    const rest = random() < 0.5 ? sections : sections.filter((_, i) => i !== from);
    return concatenate([bytes.slice(0, 8), ...rest.slice(0, to), piece, ...rest.slice(to)]);
  },
];

function splice(bytes: Bytes, at: number, remove: number, insert: readonly number[]): Bytes {
  return concatenate([bytes.slice(0, at), Uint8Array.from(insert), bytes.slice(at + remove)]);
}

/** As far as they can be told. */
function sectionsOf(bytes: Bytes): Bytes[] {
  const sections: Bytes[] = [];
  let at = 8;
  while (at + 1 < bytes.length) {
    const header = at++;
    let size = 0;
    for (let shift = 0; shift < 35 && at < bytes.length; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) break;
    }
    at += size;
    if (at > bytes.length) break;
    sections.push(bytes.slice(header, at));
  }
  return sections;
}

type Random = () => number;

/** A snapshot with one to four things wrong. */
export function damage(snapshot: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(snapshot);
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    bytes = oneOf(WAYS, random)(bytes, random);
  }
  return bytes;
}

const oneOf = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)]!;

const placeIn = (bytes: Buffer, random: Random): number => Math.floor(random() * bytes.length);

const splice = (bytes: Buffer, at: number, remove: number, insert: Buffer | string): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at + remove)]);

/** Numbers at which something turns, and that are far from all that there is. */
const NUMBERS = [
  '0',
  '1',
  '7',
  '00000000000000000007',
  '255',
  '256',
  '65536',
  '4294967295',
  '4294967296',
  '99999999',
  '123456789012345',
  '1234567890123456',
  '9007199254740991',
  '9007199254740993',
  '9'.repeat(400),
  '-1',
  '1.5',
  '1e9',
  'NaN',
];

const RUBBISH = [
  '[',
  ']',
  '{',
  '}',
  '"',
  ',',
  ':',
  '\\',
  '\n,',
  ',,',
  '\0',
  '\ufeff',
  '[[[[{"a":[',
  ']]]]}}',
  '"\\u',
  'null',
  '[]',
  '{}',
];

const MEMBERS = ['snapshot', 'nodes', 'edges', 'locations', 'strings'];

/** From its name to what comes behind its comma, as far as that can be told. */
function memberIn(bytes: Buffer, name: string): { from: number; to: number } | null {
  const from = bytes.indexOf(`"${name}":`);
  if (from === -1) return null;
  const ends = MEMBERS.map((other) => bytes.indexOf(`"${other}":`, from + 1));
  const to = Math.min(...ends.filter((at) => at !== -1), bytes.length - 1);
  return { from, to };
}

/** Replaces a number, any or one of a member's. */
function replaceNumber(
  bytes: Buffer,
  from: number,
  to: number,
  by: string,
  random: Random,
): Buffer {
  const text = bytes.toString('latin1', from, to);
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return bytes;
  const { index, 0: digits } = oneOf(numbers, random);
  return splice(bytes, from + index, digits.length, by);
}

const WAYS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  function truncate(bytes, random) {
    return bytes.subarray(0, placeIn(bytes, random));
  },
  function flipBits(bytes, random) {
    for (let left = 1 + random() ** 3 * 8; left > 1 && bytes.length > 0; left--) {
      bytes[placeIn(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    }
    return bytes;
  },
  function setBytes(bytes, random) {
    for (let left = 1 + random() ** 3 * 8; left > 1 && bytes.length > 0; left--) {
      bytes[placeIn(bytes, random)] = Math.floor(random() * 256);
    }
    return bytes;
  },
  function changeDigit(bytes, random) {
    const at = placeIn(bytes, random);
    if (/\d/.test(String.fromCharCode(bytes[at] ?? 0)))
      bytes[at] = 0x30 + Math.floor(random() * 10);
    return bytes;
  },
  function changeNumber(bytes, random) {
    return replaceNumber(bytes, 0, bytes.length, oneOf(NUMBERS, random), random);
  },
  function changeRow(bytes, random) {
    const member = memberIn(bytes, oneOf(MEMBERS.slice(1, 4), random));
    if (member === null) return bytes;
    const number =
      random() < 0.5 ? oneOf(NUMBERS, random) : String(Math.floor(random() ** 2 * 5000));
    return replaceNumber(bytes, member.from, member.to, number, random);
  },
  /** A few bytes that claim to be billions of nodes. */
  function changeCount(bytes, random) {
    const name = random() < 0.5 ? 'node_count' : 'edge_count';
    const at = bytes.indexOf(name);
    if (at === -1) return bytes;
    const count =
      random() < 0.5 ? oneOf(NUMBERS, random) : String(Math.floor(10 ** (random() * 10)));
    return replaceNumber(bytes, at, Math.min(at + 40, bytes.length), count, random);
  },
  /** Names in the header change places, vanish or come twice. */
  function changeMeta(bytes, random) {
    const member = memberIn(bytes, 'snapshot');
    if (member === null) return bytes;
    const text = bytes.toString('latin1', member.from, member.to);
    const names = [...text.matchAll(/"\w+"/g)];
    if (names.length === 0) return bytes;
    const { index, 0: name } = oneOf(names, random);
    const by = oneOf([oneOf(names, random)[0], '""', '0', '[]', 'null', '"__proto__"'], random);
    return splice(bytes, member.from + index, name.length, by);
  },
  function removeMember(bytes, random) {
    const member = memberIn(bytes, oneOf(MEMBERS, random));
    return member === null ? bytes : splice(bytes, member.from, member.to - member.from, '');
  },
  function repeatMember(bytes, random) {
    const member = memberIn(bytes, oneOf(MEMBERS, random));
    const target = memberIn(bytes, oneOf(MEMBERS, random));
    if (member === null || target === null) return bytes;
    return splice(bytes, target.from, 0, bytes.subarray(member.from, member.to));
  },
  function moveMember(bytes, random) {
    const name = oneOf(MEMBERS, random);
    const member = memberIn(bytes, name);
    if (member === null) return bytes;
    const piece = Buffer.from(bytes.subarray(member.from, member.to));
    const rest = splice(bytes, member.from, member.to - member.from, '');
    const target = memberIn(rest, oneOf(MEMBERS, random));
    return target === null ? bytes : splice(rest, target.from, 0, piece);
  },
  function insertRubbish(bytes, random) {
    const times = random() < 0.1 ? 1000 : 1;
    return splice(bytes, placeIn(bytes, random), 0, oneOf(RUBBISH, random).repeat(times));
  },
  /** A member that nobody knows, of any depth. */
  function insertMember(bytes, random) {
    const target = memberIn(bytes, oneOf(MEMBERS, random));
    if (target === null) return bytes;
    const depth = Math.floor(random() ** 4 * 20_000);
    const value = `${'['.repeat(depth)}"]${oneOf(RUBBISH, random)}"${']'.repeat(depth)}`;
    return splice(bytes, target.from, 0, `"${oneOf(RUBBISH, random)}a":${value},`);
  },
  /** Names that are no UTF-8, end within an escape, or are very long. */
  function changeTexts(bytes, random) {
    const member = memberIn(bytes, 'strings');
    if (member === null) return bytes;
    const at = member.from + Math.floor(random() * (member.to - member.from));
    const text = oneOf(
      [Buffer.from([0xff, 0xfe, 0xc0, 0x80]), '\\', '\\ud800', '\\x', 'a'.repeat(70_000), '","'],
      random,
    );
    return splice(bytes, at, 0, text);
  },
  function removeSome(bytes, random) {
    return splice(bytes, placeIn(bytes, random), 1 + Math.floor(random() * 8), '');
  },
  function repeatSome(bytes, random) {
    const from = placeIn(bytes, random);
    const piece = Buffer.from(bytes.subarray(from, from + 1 + Math.floor(random() * 64)));
    return splice(bytes, placeIn(bytes, random), 0, piece);
  },
];

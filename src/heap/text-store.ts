import type { StringTable } from './heap-graph.ts';

/** Texts as they are written in JSON, end to end, in pieces that are no longer than a chunk. */
export interface TextStore {
  /** `begins`: where each new text begins among all bytes, modulo 2³². Both are copied. */
  add(bytes: Uint8Array, begins: Uint32Array): void;
  readonly count: number;
  table(): StringTable;
}

const CHUNK_BYTES = 1 << 20;
const BEGINS_SHIFT = 16;
const BEGINS = 1 << BEGINS_SHIFT;
/** The engine's strings have less than 2²⁹ characters; what is longer is cut. */
const LONGEST_BYTES = 2 ** 28;

/** `take` is told of the bytes before they are needed, and may refuse them. */
export function createTextStore(take: (bytes: number) => void): TextStore {
  const chunks: Uint8Array[] = [];
  const begins: Uint32Array[] = [];
  /** The first texts that begin at 2³² bytes or above, at 2 · 2³², and so on. */
  const wraps: number[] = [];
  let count = 0;
  let byteCount = 0;

  function addBytes(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const within = byteCount % CHUNK_BYTES;
      if (within === 0) {
        take(CHUNK_BYTES);
        chunks.push(new Uint8Array(CHUNK_BYTES));
      }
      const some = bytes.subarray(from, from + CHUNK_BYTES - within);
      chunks.at(-1)!.set(some, within);
      from += some.length;
      byteCount += some.length;
    }
  }

  function addBegins(some: Uint32Array, newByteCount: number): void {
    if (byteCount + newByteCount >= 2 ** 32 * (wraps.length + 1)) noteWraps(some);
    for (let from = 0; from < some.length; ) {
      const within = count % BEGINS;
      if (within === 0) {
        take(4 * BEGINS);
        begins.push(new Uint32Array(BEGINS));
      }
      const fitting = some.subarray(from, from + BEGINS - within);
      begins.at(-1)!.set(fitting, within);
      from += fitting.length;
      count += fitting.length;
    }
  }

  function noteWraps(some: Uint32Array): void {
    some.forEach((begin, i) => {
      // It begins within the bytes that are added next, which are less than 2³².
      const wholeBegin = byteCount + ((begin - byteCount) >>> 0);
      while (wholeBegin >= 2 ** 32 * (wraps.length + 1)) wraps.push(count + i);
    });
  }

  function beginOf(index: number): number {
    if (index === count) return byteCount;
    const low = begins[index >>> BEGINS_SHIFT]![index & (BEGINS - 1)]!;
    if (wraps.length === 0) return low;
    const past = wraps.findIndex((wrap) => wrap > index);
    return low + 2 ** 32 * (past === -1 ? wraps.length : past);
  }

  function bytesOf(index: number): Uint8Array {
    const from = beginOf(index);
    const to = Math.min(beginOf(index + 1), from + LONGEST_BYTES);
    const chunk = Math.floor(from / CHUNK_BYTES);
    const within = from % CHUNK_BYTES;
    if (within + to - from <= CHUNK_BYTES) {
      return chunks[chunk]?.subarray(within, within + to - from) ?? new Uint8Array();
    }
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const some = chunks[Math.floor(at / CHUNK_BYTES)]!.subarray(at % CHUNK_BYTES);
      const wanted = some.subarray(0, to - at);
      bytes.set(wanted, at - from);
      at += wanted.length;
    }
    return bytes;
  }

  function isDigitAt(offset: number): boolean {
    const byte = chunks[Math.floor(offset / CHUNK_BYTES)]![offset % CHUNK_BYTES]!;
    return byte >= 0x30 && byte <= 0x39;
  }

  /** Of the text that this byte is in. */
  function indexAt(offset: number): number {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (beginOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where it stands in the bytes: within chunks, and across their ends. */
  function* offsetsOf(wanted: Uint8Array): Generator<number> {
    const overlap = wanted.length - 1;
    for (const [i, chunk] of chunks.entries()) {
      const begin = i * CHUNK_BYTES;
      if (i > 0) {
        const before = chunks[i - 1]!.subarray(-overlap);
        const across = Buffer.concat([before, chunk.subarray(0, overlap)]);
        for (const at of placesIn(across, wanted)) yield begin - overlap + at;
      }
      const used = chunk.subarray(0, Math.min(CHUNK_BYTES, byteCount - begin));
      for (const at of placesIn(used, wanted)) yield begin + at;
    }
  }

  return {
    add(bytes, newBegins) {
      addBegins(newBegins, bytes.length);
      addBytes(bytes);
    },
    get count() {
      return count;
    },
    table: () => ({
      count,
      get(index) {
        if (!(Number.isInteger(index) && index >= 0 && index < count)) {
          throw new RangeError(`There is no string ${index} among ${count}.`);
        }
        return decodeText(bytesOf(index));
      },
      startsWithDigit(index) {
        const begin = beginOf(index);
        return begin < beginOf(index + 1) && isDigitAt(begin);
      },
      isDigits(index) {
        const begin = beginOf(index);
        const end = beginOf(index + 1);
        let at = begin;
        while (at < end && isDigitAt(at)) at++;
        return at === end && end > begin;
      },
      withText(text) {
        const wanted = new TextEncoder().encode(text);
        const found = new Set<number>();
        for (const at of offsetsOf(wanted)) {
          const index = indexAt(at);
          if (at + wanted.length <= beginOf(index + 1)) found.add(index);
        }
        return [...found];
      },
    }),
  };
}

function* placesIn(bytes: Uint8Array, wanted: Uint8Array): Generator<number> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(wanted); at !== -1; at = buffer.indexOf(wanted, at + 1)) yield at;
}

// A mark of byte order is a character of the text like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Most names are this short, and decoding one by one costs less than to call the decoder. */
const SHORT = 24;

/** What stands between the quotes of a JSON string, whose bytes need not be UTF-8. */
function decodeText(bytes: Uint8Array): string {
  const { length } = bytes;
  if (length <= SHORT) {
    let text = '';
    let at = 0;
    for (; at < length; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x80 || byte === BACKSLASH) break;
      text += String.fromCharCode(byte);
    }
    if (at === length) return text;
  }
  const text = decoder.decode(bytes);
  return text.includes('\\') ? text.replaceAll(ESCAPE, unescaped) : text;
}

const BACKSLASH = 0x5c;

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const NAMED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function unescaped(_: string, code: string | undefined, character: string): string {
  return code === undefined
    ? (NAMED[character] ?? character)
    : String.fromCharCode(Number.parseInt(code, 16));
}

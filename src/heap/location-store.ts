import type { Locations } from './heap-graph.ts';

/** Gathers locations, of which a snapshot doesn't say how many there are. */
export interface LocationStore {
  /** Four columns, as `Locations` has them, of one length. They are copied. */
  add(columns: readonly Uint32Array[]): void;
  readonly count: number;
  /** Sorted by node; where several have one, in the order in which they came. */
  sorted(): Locations;
}

const COLUMNS = 4;

/** `take` is told of the bytes before they are needed, and may refuse them. */
export function createLocationStore(take: (bytes: number) => void): LocationStore {
  const blocks: Uint32Array[][] = [];
  let count = 0;
  return {
    add(columns) {
      const length = columns[0]!.length;
      if (length === 0) return;
      take(4 * COLUMNS * length);
      blocks.push(columns.map((column) => column.slice()));
      count += length;
    },
    get count() {
      return count;
    },
    sorted() {
      // The columns once more, the order, and what is needed to sort it.
      take(4 * (COLUMNS + 3) * count);
      const [node, scriptId, line, column] = Array.from({ length: COLUMNS }, (_, i) =>
        joined(blocks, i, count),
      ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
      if (isSorted(node)) return { node, scriptId, line, column };
      const order = orderOf(node);
      const arranged = (values: Uint32Array): Uint32Array => order.map((at) => values[at]!);
      return {
        node: arranged(node),
        scriptId: arranged(scriptId),
        line: arranged(line),
        column: arranged(column),
      };
    },
  };
}

function joined(blocks: readonly Uint32Array[][], column: number, count: number): Uint32Array {
  const whole = new Uint32Array(count);
  let at = 0;
  for (const block of blocks) {
    whole.set(block[column]!, at);
    at += block[column]!.length;
  }
  return whole;
}

function isSorted(values: Uint32Array): boolean {
  return values.every((value, i) => i === 0 || values[i - 1]! <= value);
}

/** Places of the values by size, in linear time: by the low bits first, then by those above. */
function orderOf(values: Uint32Array): Uint32Array {
  const { length } = values;
  let order = Uint32Array.from(values, (_, i) => i);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const next = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < length; i++) next[((values[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let digit = 0; digit < DIGITS; digit++) next[digit + 1]! += next[digit]!;
    const moved = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const at = order[i]!;
      moved[next[(values[at]! >>> shift) & (DIGITS - 1)]!++] = at;
    }
    order = moved;
  }
  return order;
}

/** Most snapshots have some thousands of them: more digits than values cost more than another pass. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

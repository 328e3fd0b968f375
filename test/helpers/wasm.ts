/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...u32(content.length),
  ...content,
];
const list = (items: readonly (readonly number[])[]): number[] => [
  ...u32(items.length),
  ...items.flat(),
];
const name = (text: string): number[] => list([...Buffer.from(text)].map((byte) => [byte]));

export interface Limits {
  readonly minimum: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/**
 * A small module: its memories, and three functions, `add(i32, i32) → i32`, `big(i64) → i64` and
 * `grow(i32) → i32`, which grows the memory by so many pages.
 */
export function wasmModule({
  memories = [{ minimum: 1 }] as readonly Limits[],
  imports = [] as readonly string[],
  /** `env.memory`, in place of one of its own. */
  importedMemory = null as Limits | null,
  exportsMemory = true,
  globalValue = null as number | null,
  data = [] as readonly number[],
  dataAt = 1024,
} = {}): Uint8Array<ArrayBuffer> {
  const [i32, i64] = [0x7f, 0x7e];
  const own = importedMemory === null ? memories : [];
  const hasMemory = own.length > 0 || importedMemory !== null;
  const first = imports.length;
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      list([
        [0x60, 2, i32, i32, 1, i32],
        [0x60, 1, i64, 1, i64],
        [0x60, 1, i32, 1, i32],
        [0x60, 0, 0],
      ]),
    ),
    ...(imports.length > 0 || importedMemory !== null
      ? section(
          2,
          list([
            ...imports.map((item) => [...name('env'), ...name(item), 0, 3]),
            ...(importedMemory === null
              ? []
              : [[...name('env'), ...name('memory'), 2, ...limits(importedMemory)]]),
          ]),
        )
      : []),
    ...section(3, list(hasMemory ? [[0], [1], [2]] : [[0], [1]])),
    ...(own.length > 0 ? section(5, list(own.map(limits))) : []),
    ...(globalValue === null
      ? []
      : section(6, list([[i32, 0, 0x41, ...signed(globalValue), 0x0b]]))),
    ...section(
      7,
      list([
        [...name('add'), 0, first],
        [...name('big'), 0, first + 1],
        ...(hasMemory
          ? [[...name('grow'), 0, first + 2], ...(exportsMemory ? [[...name('memory'), 2, 0]] : [])]
          : []),
        ...(globalValue === null ? [] : [[...name('LEAKLAB_LEDGER'), 3, 0]]),
      ]),
    ),
    ...section(
      10,
      list([
        [7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b],
        [4, 0, 0x20, 0, 0x0b],
        ...(hasMemory ? [[6, 0, 0x20, 0, 0x40, 0, 0x0b]] : []),
      ]),
    ),
    ...(data.length > 0 && hasMemory
      ? section(11, list([[0, 0x41, ...signed(dataAt), 0x0b, ...list(data.map((byte) => [byte]))]]))
      : []),
  ]);
}

/** A module without names, with one for itself. */
export const withModuleName = (
  bytes: Uint8Array<ArrayBuffer>,
  moduleName: string,
): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...bytes, ...section(0, [...name('name'), ...section(0, name(moduleName))])]);

function limits({ minimum, maximum, shared = false }: Limits): number[] {
  const most = maximum === undefined ? [] : u32(maximum);
  return [(most.length > 0 ? 1 : 0) + (shared ? 2 : 0), ...u32(minimum), ...most];
}

/** Signed LEB128 of 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** The ledger as `tracking-alloc` lays it out, and its message. */
export function ledgerBytes(counts: readonly number[], message = ''): number[] {
  const bytes = Buffer.alloc(60 + 500);
  bytes.writeUInt32LE(0x4c4c4147, 0);
  bytes.writeUInt32LE(1, 4);
  counts.forEach((count, i) => {
    bytes.writeBigUInt64LE(BigInt(count), 8 + 8 * i);
  });
  bytes.writeUInt32LE(Buffer.byteLength(message), 56);
  bytes.write(message, 60);
  return [...bytes];
}

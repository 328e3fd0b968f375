/** What is no WebAssembly module, or none that is understood: where, and what was expected. */
export class WasmFormatError extends Error {
  override readonly name = 'WasmFormatError';
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(`at byte ${offset}: ${problem}`);
    this.offset = offset;
  }
}

/** Reads a part of a module, and never beyond it. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  fail(problem: string): never {
    throw new WasmFormatError(this.at, problem);
  }

  u8(): number {
    if (this.at >= this.end) this.fail('expected a byte, but it ends here');
    return this.bytes[this.at++]!;
  }

  u32(): number {
    const begin = this.at;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) !== 0) continue;
      if (value > 0xffff_ffff) break;
      return value;
    }
    this.at = begin;
    return this.fail('expected a number of at most 32 bits');
  }

  /** Of up to 64 bits; exact up to 2^53. */
  u64(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    return this.fail('expected a number of at most 64 bits');
  }

  s32(): number {
    return Number(BigInt.asIntN(32, this.signed(35)));
  }

  /** Skips a signed number of up to 64 bits. */
  s64(): void {
    this.signed(70);
  }

  private signed(bits: number): bigint {
    let value = 0n;
    for (let shift = 0; shift < bits; shift += 7) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if ((byte & 0x80) !== 0) continue;
      return (byte & 0x40) !== 0 ? value - (1n << BigInt(shift + 7)) : value;
    }
    return this.fail('expected a signed number');
  }

  skip(length: number): void {
    if (length > this.end - this.at) {
      this.fail(`expected ${length} more bytes, but it ends after ${this.end - this.at}`);
    }
    this.at += length;
  }

  /** A count of things of at least one byte each: no more of them than bytes are left. */
  count(): number {
    const begin = this.at;
    const count = this.u32();
    if (count <= this.end - this.at) return count;
    this.at = begin;
    return this.fail(`expected at most ${this.end - begin} entries, but ${count} are announced`);
  }

  text(): string {
    const length = this.u32();
    const begin = this.at;
    this.skip(length);
    return decoder.decode(this.bytes.subarray(begin, this.at));
  }
}

const decoder = new TextDecoder();

/** Reads a list: its length, and so many entries. */
export function repeat(reader: ByteReader, read: () => void): void {
  for (let left = reader.count(); left > 0; left--) read();
}

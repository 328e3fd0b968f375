import { ByteReader } from './byte-reader.ts';

/** Told of each instruction of a body: its opcode, and the value of an `i32.const`. */
export type Visit = (opcode: number, constant: number | null) => void;

/** Opcodes behind a prefix are numbered from here: prefix × 65536 + number. */
export const PREFIXED = 65_536;

/**
 * Goes over a function's body without understanding it: of each instruction only the length of its
 * operands matters. Throws `WasmFormatError` at an instruction that is not known (those of garbage
 * collected types). Opcodes: WebAssembly 3.0, "Instructions" of the binary format.
 */
export function visitInstructions(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: Visit,
): void {
  const reader = new ByteReader(bytes, start, end);
  for (let groups = reader.count(); groups > 0; groups--) {
    reader.u32();
    skipValueType(reader);
  }
  while (!reader.done) {
    const opcode = reader.u8();
    if (opcode === 0x41) visit(opcode, reader.s32());
    else if (opcode >= 0xfb) visit(skipPrefixed(reader, opcode), null);
    else {
      skipOperands(reader, opcode);
      visit(opcode, null);
    }
  }
}

function skipValueType(reader: ByteReader): void {
  const type = reader.u8();
  if (type === 0x63 || type === 0x64) reader.s64();
}

function skipOperands(reader: ByteReader, opcode: number): void {
  if (opcode >= 0x45 && opcode <= 0xc4) return;
  if (opcode >= 0x28 && opcode <= 0x3e) {
    skipMemoryArgument(reader);
    return;
  }
  switch (opcode) {
    case 0x00:
    case 0x01:
    case 0x05: // else
    case 0x0a: // throw_ref
    case 0x0b: // end
    case 0x0f:
    case 0x19: // catch_all
    case 0x1a:
    case 0x1b:
    case 0xd1:
    case 0xd3:
    case 0xd4:
      return;
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x06: // try
      reader.s64();
      return;
    case 0x1f: // try_table
      reader.s64();
      for (let clauses = reader.count(); clauses > 0; clauses--) {
        if (reader.u8() < 2) reader.u32();
        reader.u32();
      }
      return;
    case 0x07: // catch
    case 0x08: // throw
    case 0x09: // rethrow
    case 0x0c:
    case 0x0d:
    case 0x10:
    case 0x12: // return_call
    case 0x14: // call_ref
    case 0x15:
    case 0x18: // delegate
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x25: // table.get
    case 0x26:
    case 0x3f: // memory.size
    case 0x40:
    case 0xd2: // ref.func
    case 0xd5: // br_on_null
    case 0xd6:
      reader.u32();
      return;
    case 0x0e: // br_table
      for (let labels = reader.count(); labels >= 0; labels--) reader.u32();
      return;
    case 0x11: // call_indirect
    case 0x13:
      reader.u32();
      reader.u32();
      return;
    case 0x1c: // select with types
      for (let types = reader.count(); types > 0; types--) skipValueType(reader);
      return;
    case 0x42:
    case 0xd0: // ref.null
      reader.s64();
      return;
    case 0x43:
      reader.skip(4);
      return;
    case 0x44:
      reader.skip(8);
      return;
    default:
      reader.fail(`expected an instruction, found 0x${opcode.toString(16)}`);
  }
}

/** With bit 6 the memory is named. */
function skipMemoryArgument(reader: ByteReader): void {
  if ((reader.u32() & 0x40) !== 0) reader.u32();
  reader.u64();
}

function skipPrefixed(reader: ByteReader, prefix: number): number {
  const number = reader.u32();
  if (prefix === 0xfc) skipBulk(reader, number);
  else if (prefix === 0xfd) skipVector(reader, number);
  else if (prefix === 0xfe) {
    if (number === 3) reader.u8();
    else skipMemoryArgument(reader);
  } else reader.fail(`expected an instruction, found one behind 0x${prefix.toString(16)}`);
  return prefix * PREFIXED + number;
}

function skipBulk(reader: ByteReader, number: number): void {
  if (number <= 7) return;
  if (number > 22) reader.fail(`expected an instruction, found 0xfc ${number}`);
  reader.u32();
  // Copies and inits name two things.
  if (number === 8 || number === 10 || number === 12 || number === 14) reader.u32();
}

function skipVector(reader: ByteReader, number: number): void {
  if (number <= 11 || number === 92 || number === 93) skipMemoryArgument(reader);
  else if (number === 12 || number === 13) reader.skip(16);
  else if (number >= 21 && number <= 34) reader.skip(1);
  else if (number >= 84 && number <= 91) {
    skipMemoryArgument(reader);
    reader.skip(1);
  }
}

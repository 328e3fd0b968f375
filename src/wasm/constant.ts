import type { ByteReader } from './byte-reader.ts';

/** Reads a constant expression; its value where it is one number of 32 bits, else null. */
export function readConstant(reader: ByteReader): number | null {
  let value: number | null = null;
  for (let length = 0; ; length++) {
    const opcode = reader.u8();
    if (opcode === END) return value;
    const number = readOperand(reader, opcode);
    value = length === 0 ? number : null;
  }
}

const END = 0x0b;

function readOperand(reader: ByteReader, opcode: number): number | null {
  switch (opcode) {
    case 0x41: // i32.const
      return reader.s32();
    case 0x42: // i64.const
      reader.s64();
      return null;
    case 0x43: // f32.const
      reader.skip(4);
      return null;
    case 0x44: // f64.const
      reader.skip(8);
      return null;
    case 0x23: // global.get
    case 0xd2: // ref.func
      reader.u32();
      return null;
    case 0xd0: // ref.null
      reader.s64();
      return null;
    case 0x6a: // i32.add
    case 0x6b:
    case 0x6c:
    case 0x7c: // i64.add
    case 0x7d:
    case 0x7e:
      return null;
    case 0xfd: // v128.const
      if (reader.u32() !== 12) reader.fail('expected v128.const');
      reader.skip(16);
      return null;
    default:
      return reader.fail(`expected a constant, found the instruction 0x${opcode.toString(16)}`);
  }
}

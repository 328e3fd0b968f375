import { describe, expect, it } from 'vitest';
import { WasmFormatError } from '../../src/wasm/byte-reader.ts';
import { visitInstructions } from '../../src/wasm/instructions.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import { corpusModules, packagedModules } from '../helpers/wasm-modules.ts';

const visited = (...body: number[]): [opcode: number, constant: number | null][] => {
  const seen: [number, number | null][] = [];
  const bytes = Uint8Array.from([0, ...body]);
  visitInstructions(bytes, 0, bytes.length, (opcode, constant) => seen.push([opcode, constant]));
  return seen;
};

describe.each([...corpusModules(), ...packagedModules()])('the code of $name', ({ bytes }) => {
  it('is gone over to the end of each function, which is an "end"', () => {
    const { bodies } = readModule(bytes);
    for (const { start, end } of bodies) {
      let last = -1;
      let depth = 1;
      visitInstructions(bytes, start, end, (opcode) => {
        last = opcode;
        if (opcode === 0x02 || opcode === 0x03 || opcode === 0x04) depth++;
        if (opcode === 0x0b) depth--;
      });
      // Had an operand been taken for an instruction, blocks would not close.
      expect([last, depth]).toEqual([0x0b, 0]);
    }
  });
});

describe('an instruction', () => {
  it.each([
    { what: 'i32.const', code: [0x41, 0x7f], seen: [[0x41, -1]] },
    {
      what: 'i32.const of five bytes',
      code: [0x41, 0xff, 0xff, 0xff, 0xff, 7],
      seen: [[0x41, 2 ** 31 - 1]],
    },
    { what: 'i64.const', code: [0x42, 0x80, 0x7f], seen: [[0x42, null]] },
    { what: 'f32.const', code: [0x43, 1, 2, 3, 4], seen: [[0x43, null]] },
    { what: 'f64.const', code: [0x44, 1, 2, 3, 4, 5, 6, 7, 8], seen: [[0x44, null]] },
    { what: 'i32.load', code: [0x28, 2, 0x80, 1], seen: [[0x28, null]] },
    { what: 'a load of another memory', code: [0x28, 0x42, 1, 4], seen: [[0x28, null]] },
    { what: 'br_table', code: [0x0e, 2, 0, 1, 2], seen: [[0x0e, null]] },
    { what: 'call_indirect', code: [0x11, 3, 0], seen: [[0x11, null]] },
    { what: 'return_call', code: [0x12, 5], seen: [[0x12, null]] },
    { what: 'select with a type', code: [0x1c, 1, 0x7f], seen: [[0x1c, null]] },
    { what: 'try_table', code: [0x1f, 0x40, 2, 0, 1, 2, 3, 0], seen: [[0x1f, null]] },
    { what: 'throw_ref', code: [0x0a], seen: [[0x0a, null]] },
    { what: 'ref.null', code: [0xd0, 0x70], seen: [[0xd0, null]] },
    { what: 'i32.trunc_sat', code: [0xfc, 0], seen: [[0xfc0000, null]] },
    { what: 'memory.init', code: [0xfc, 8, 1, 0], seen: [[0xfc0008, null]] },
    { what: 'data.drop', code: [0xfc, 9, 1], seen: [[0xfc0009, null]] },
    { what: 'memory.copy', code: [0xfc, 10, 0, 0], seen: [[0xfc000a, null]] },
    { what: 'memory.fill', code: [0xfc, 11, 0], seen: [[0xfc000b, null]] },
    { what: 'v128.load', code: [0xfd, 0, 4, 16], seen: [[0xfd0000, null]] },
    { what: 'v128.const', code: [0xfd, 12, ...new Array(16).fill(9)], seen: [[0xfd000c, null]] },
    { what: 'i8x16.shuffle', code: [0xfd, 13, ...new Array(16).fill(9)], seen: [[0xfd000d, null]] },
    { what: 'i32x4.extract_lane', code: [0xfd, 27, 3], seen: [[0xfd001b, null]] },
    { what: 'v128.load32_lane', code: [0xfd, 86, 2, 0, 1], seen: [[0xfd0056, null]] },
    { what: 'f32x4.add', code: [0xfd, 0xe4, 1], seen: [[0xfd00e4, null]] },
    { what: 'relaxed madd', code: [0xfd, 0x85, 2], seen: [[0xfd0105, null]] },
    { what: 'atomic.fence', code: [0xfe, 3, 0], seen: [[0xfe0003, null]] },
    { what: 'i32.atomic.rmw.add', code: [0xfe, 0x1e, 2, 0], seen: [[0xfe001e, null]] },
  ])('is passed over with its operands: $what', ({ code, seen }) => {
    expect(visited(...code, 0x0b)).toEqual([...seen, [0x0b, null]]);
  });

  it.each([
    { what: 'one that there is not', code: [0x27] },
    { what: 'one of garbage collected types', code: [0xfb, 0, 0] },
    { what: 'one that ends too early', code: [0x44, 1, 2] },
  ])('is refused: $what', ({ code }) => {
    expect(() => visited(...code)).toThrow(WasmFormatError);
  });
});

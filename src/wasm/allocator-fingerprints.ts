import { WasmFormatError } from './byte-reader.ts';
import { visitInstructions } from './instructions.ts';
import type { Body } from './read-module.ts';

/** What a function's code is like, as far as allocators differ from all else in it. */
interface Traits {
  instructions: number;
  rotations: number;
  leadingZeros: number;
  trailingZeros: number;
  longTrailingZeros: number;
  constants: Set<number>;
}

/**
 * `malloc` of Doug Lea's allocator. It finds bins by rotating 1, and their trees by the leading zeros of
 * the size; small requests are those below 256 bytes less a header. Bounds on either side of all that
 * rustc, clang and emscripten made of it at any level of optimisation.
 */
export function looksLikeDlmalloc(bytes: Uint8Array, body: Body): boolean {
  if (!hasConstant(bytes, body, 31)) return false;
  const traits = traitsOf(bytes, body);
  if (traits === null) return false;
  const { instructions, constants, rotations, leadingZeros } = traits;
  return (
    instructions >= 700 &&
    instructions <= 7000 &&
    rotations + leadingZeros >= 3 &&
    has(constants, [255, 256]) &&
    constants.has(31) &&
    has(constants, [-8, 244, 245, -12]) &&
    has(constants, [-65, -64, -65588, -80, -72, -65536, -65585, -4294901760])
  );
}

/**
 * The search for a free block in AssemblyScript's two-level allocator, which stays a function of its own
 * at any level of optimisation: the list comes from the leading zeros of the size (from 256 bytes on), and
 * the first one that is not empty from the trailing zeros of three maps. It returns the block's header.
 */
export function looksLikeTlsf(bytes: Uint8Array, body: Body): boolean {
  if (!hasBytes(bytes, body, LEADING_ZEROS, TRAILING_ZEROS)) return false;
  const traits = traitsOf(bytes, body);
  if (traits === null) return false;
  const { instructions, constants, leadingZeros, trailingZeros } = traits;
  return (
    instructions >= 50 &&
    instructions <= 300 &&
    leadingZeros >= 1 &&
    trailingZeros >= 2 &&
    trailingZeros <= 4 &&
    constants.has(256)
  );
}

/**
 * `malloc` of emmalloc: the list comes from the leading zeros of the size, with 63 of them and boundaries at
 * 127 bytes; the first one that is not empty from the trailing zeros of a map of 64 bits.
 */
export function looksLikeEmmalloc(bytes: Uint8Array, body: Body): boolean {
  if (!hasBytes(bytes, body, LEADING_ZEROS, LONG_TRAILING_ZEROS)) return false;
  const traits = traitsOf(bytes, body);
  if (traits === null) return false;
  const { instructions, constants, leadingZeros, longTrailingZeros } = traits;
  return (
    instructions >= 120 &&
    instructions <= 1200 &&
    leadingZeros >= 1 &&
    longTrailingZeros >= 1 &&
    has(constants, [127, 128]) &&
    has(constants, [110, 111])
  );
}

/** Going over the bytes costs a tenth of going over the instructions, and rules most functions out. */
function hasConstant(bytes: Uint8Array, { start, end }: Body, value: number): boolean {
  for (let at = start; at < end - 1; at++) {
    if (bytes[at] === CONSTANT && bytes[at + 1] === value) return true;
  }
  return false;
}

function hasBytes(bytes: Uint8Array, { start, end }: Body, one: number, other: number): boolean {
  let [first, second] = [false, false];
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === one) first = true;
    else if (byte === other) second = true;
    if (first && second) return true;
  }
  return false;
}

const has = (constants: ReadonlySet<number>, any: readonly number[]): boolean =>
  any.some((constant) => constants.has(constant));

function traitsOf(bytes: Uint8Array, body: Body): Traits | null {
  const traits: Traits = {
    instructions: 0,
    rotations: 0,
    leadingZeros: 0,
    trailingZeros: 0,
    longTrailingZeros: 0,
    constants: new Set(),
  };
  try {
    visitInstructions(bytes, body.start, body.end, (opcode, constant) => {
      traits.instructions++;
      if (constant !== null) traits.constants.add(constant);
      else if (opcode === ROTATE_LEFT) traits.rotations++;
      else if (opcode === LEADING_ZEROS) traits.leadingZeros++;
      else if (opcode === TRAILING_ZEROS) traits.trailingZeros++;
      else if (opcode === LONG_TRAILING_ZEROS) traits.longTrailingZeros++;
    });
  } catch (error) {
    if (error instanceof WasmFormatError) return null;
    throw error;
  }
  return traits;
}

const CONSTANT = 0x41;
const LEADING_ZEROS = 0x67;
const TRAILING_ZEROS = 0x68;
const LONG_TRAILING_ZEROS = 0x7a;
const ROTATE_LEFT = 0x77;

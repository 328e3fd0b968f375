import { seededRandom } from '../../src/harness/schedule.ts';
import { WasmFormatError } from '../../src/wasm/byte-reader.ts';
import { findAllocator } from '../../src/wasm/find-allocator.ts';
import { memoryLayout } from '../../src/wasm/heap-anchors.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import { rewriteModule } from '../../src/wasm/rewrite-module.ts';
import { damage } from './damage.ts';

export interface Tally {
  refused: number;
  leftAsTheyAre: number;
  rewritten: number;
  invalid: number;
  readonly violations: string[];
}

/** Longer, and a module would hold up whoever loads it. */
const LONGEST_MS = 2000;

export function fuzz(options: {
  readonly count: number;
  readonly seed: number;
  readonly modules: readonly Uint8Array<ArrayBuffer>[];
}): Tally {
  const { count, seed, modules } = options;
  const tally: Tally = { refused: 0, leftAsTheyAre: 0, rewritten: 0, invalid: 0, violations: [] };
  for (let i = 0; i < count; i++) {
    const random = seededRandom(seed * 1_000_003 + i);
    const module = damage(modules[i % modules.length]!, random);
    const before = performance.now();
    const violation = tryOne(module, tally);
    const ms = performance.now() - before;
    if (violation !== null) tally.violations.push(`seed ${seed}, number ${i}: ${violation}`);
    if (ms > LONGEST_MS) tally.violations.push(`seed ${seed}, number ${i}: took ${ms} ms`);
  }
  return tally;
}

/** What is wrong about it, if anything is. */
function tryOne(bytes: Uint8Array<ArrayBuffer>, tally: Tally): string | null {
  try {
    const module = readModule(bytes);
    memoryLayout(module);
    const rewritten = rewriteModule(module, findAllocator(module));
    if (!rewritten.ok) {
      tally.leftAsTheyAre++;
      return rewritten.reason === '' ? 'it is left as it is for no reason' : null;
    }
    const valid = WebAssembly.validate(rewritten.bytes);
    if (valid) tally.rewritten++;
    else tally.invalid++;
    return !valid && WebAssembly.validate(bytes) ? 'a valid module became invalid' : null;
  } catch (error) {
    tally.refused++;
    if (!(error instanceof WasmFormatError)) return `it threw ${error}`;
    const { offset, message } = error;
    const isPlace = Number.isInteger(offset) && offset >= 0 && offset <= bytes.length;
    return isPlace && message.includes(String(offset)) ? null : `it was refused at ${offset}`;
  }
}

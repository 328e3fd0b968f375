import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryMaximum } from '../../src/subject/memory-maximum.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { wasmModule } from '../helpers/wasm.ts';

const GIB = 2 ** 30;

function maximumOf(bytes: Uint8Array | string): number | null {
  const path = join(temporaryFolder(), 'module.wasm');
  writeFileSync(path, bytes);
  return memoryMaximum({ kind: 'wasm', path, call: null });
}

describe('the maximum of a module’s memory', () => {
  it.each([
    { name: 'that it declares', memories: [{ minimum: 1, maximum: 3 }], bytes: 3 * 65_536 },
    { name: 'of 32 bits, where it declares none', memories: [{ minimum: 1 }], bytes: 4 * GIB },
    { name: 'that is unknown, without a memory', memories: [], bytes: null },
  ])('is the one $name', ({ memories, bytes }) => {
    expect(maximumOf(wasmModule({ memories }))).toBe(bytes);
  });

  it('is not known of what is no module, or no file', () => {
    expect(maximumOf('no module at all')).toBeNull();
    expect(memoryMaximum({ kind: 'wasm', path: 'gone.wasm', call: null })).toBeNull();
    const path = import.meta.filename;
    expect(memoryMaximum({ kind: 'module', path, export: null, input: undefined })).toBeNull();
  });
});

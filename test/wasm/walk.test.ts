import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { PREFIXED, visitInstructions } from '../../src/wasm/instructions.ts';
import { readModule } from '../../src/wasm/read-module.ts';

const file = (path: string): Uint8Array<ArrayBuffer> =>
  readFileSync(join(packageRoot(), path)) as Uint8Array<ArrayBuffer>;

/** All that changes a memory, a global or a table. */
function writesOf(bytes: Uint8Array): number[] {
  const writes: number[] = [];
  for (const { start, end } of readModule(bytes).bodies) {
    visitInstructions(bytes, start, end, (opcode) => {
      if (isWrite(opcode)) writes.push(opcode);
    });
  }
  return writes;
}

function isWrite(opcode: number): boolean {
  const [globalSet, tableSet, firstStore, lastStore, memoryGrow] = [0x24, 0x26, 0x36, 0x3e, 0x40];
  if (opcode === globalSet || opcode === tableSet || opcode === memoryGrow) return true;
  if (opcode >= firstStore && opcode <= lastStore) return true;
  // Bulk operations, vectors and atomics: none is needed, whatever it does.
  const prefix = Math.floor(opcode / PREFIXED);
  return prefix === 0xfd || prefix === 0xfe || (prefix === 0xfc && opcode % PREFIXED >= 8);
}

describe('the module that walks heaps', () => {
  const bytes = file('src/wasm/walk.wasm');
  const walk = readModule(bytes);

  it('imports the memory alone, of any size', () => {
    const module = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
    ]);
    expect(walk.memories).toEqual([{ minimum: 0, maximum: null, shared: false, is64: false }]);
  });

  it('has nothing to put into it', () => {
    expect(walk.data).toEqual([]);
    expect(walk.tables).toBe(0);
  });

  it('writes nothing, nowhere', () => {
    expect(walk.bodies.length).toBeGreaterThan(4);
    expect(writesOf(bytes)).toEqual([]);
  });

  it('is checked by what finds the writes of other modules', () => {
    const writes = writesOf(file('scenarios/cycle/cycle.wasm'));
    expect(new Set(writes).size).toBeGreaterThan(3);
    expect(writesOf(file('src/wasm/record.wasm'))).toContain(0x40);
  });
});

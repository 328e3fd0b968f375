import { describe, expect, it } from 'vitest';
import { parseStack } from '../../src/analysis/stack-frames.ts';

const inWasm = (name: string) => ({
  function: name,
  file: null,
  line: null,
  column: null,
  isWasm: true,
});

describe('of a stack', () => {
  it.each([
    ['at __rust_alloc (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)', '__rust_alloc'],
    ['at wasm://wasm/0a1b2c3d:wasm-function[25]:0x28', 'wasm[25]'],
    [
      'at <app::Row as core::fmt::Debug>::fmt (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)',
      '<app::Row as core::fmt::Debug>::fmt',
    ],
    ['at push(int, (anonymous namespace)::T) (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)', 'push'],
    ['at _ZN3app4makeEv (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)', 'app::make'],
    // V8 puts the module's name in front, and alone where the function has none.
    ['at app.wasm.malloc (wasm://wasm/app.wasm-0a1b2c3d:wasm-function[1]:0x28)', 'malloc'],
    [
      'at a-b.wasm._ZN3app4makeEv (wasm://wasm/a-b.wasm-0a1b2c3d:wasm-function[1]:0x28)',
      'app::make',
    ],
    ['at app.wasm (wasm://wasm/app.wasm-0a1b2c3d:wasm-function[7]:0x28)', 'wasm[7]'],
  ])('a WASM function is read: %s', (line, name) => {
    expect(parseStack([`    ${line}`])).toEqual([inWasm(name)]);
  });

  it.each([
    ['at make (file:///home/me/app.mjs:3:14)', 'make', '/home/me/app.mjs', 3, 14],
    ['at async make (/home/me/app.mjs:3:14)', 'make', '/home/me/app.mjs', 3, 14],
    ['at new Tiktoken (C:\\app\\a b.cjs:182:9)', 'new Tiktoken', 'C:\\app\\a b.cjs', 182, 9],
    ['at file:///home/me/app.mjs:3:14', '(anonymous)', '/home/me/app.mjs', 3, 14],
  ])('a JavaScript call is read: %s', (text, name, file, line, column) => {
    expect(parseStack([text])).toEqual([{ function: name, file, line, column, isWasm: false }]);
  });

  it('what is no call is left out', () => {
    expect(parseStack(['Error: at rest', 'at <anonymous>', ''])).toEqual([]);
  });
});

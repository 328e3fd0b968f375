import { describe, expect, it } from 'vitest';
import { defaultCall } from '../../src/subject/default-call.ts';

const none = (): void => {};
const one = (_: number): void => {};
const exportsOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, one]));

describe('the call that is meant where none is named', () => {
  it.each([
    { from: 'wasm-bindgen', names: ['__wbindgen_malloc', '__wbindgen_free', '__wbindgen_start'] },
    { from: 'Rust', names: ['__heap_base', 'alloc', 'dealloc'] },
    { from: 'C', names: ['_initialize', 'malloc', 'free', '__wasm_call_ctors'] },
    {
      from: 'Emscripten',
      names: [
        '_emscripten_stack_restore',
        'emscripten_stack_get_current',
        'stackSave',
        'dynCall_v',
      ],
    },
    { from: 'AssemblyScript', names: ['__new', '__pin', '__unpin', '__collect'] },
    { from: 'a component', names: ['cabi_realloc'] },
  ])('is of the function that is not of the runtime of $from', ({ names }) => {
    expect(defaultCall(exportsOf(...names, 'parse'), 'x.wasm')).toEqual({
      name: 'parse',
      args: ['$i'],
    });
  });

  it('has the index where the function takes something', () => {
    expect(defaultCall({ step: none }, 'x.wasm')).toEqual({ name: 'step', args: [] });
    expect(defaultCall({ step: one, memory: {} as WebAssembly.Memory }, 'x.wasm')).toMatchObject({
      args: ['$i'],
    });
  });

  it.each([
    [
      ['put', 'get'],
      "exports several functions (put, get): name the call that is to be repeated, as in --call 'put($i)'",
    ],
    [['malloc'], 'exports no function of its own (malloc): name the call'],
    [[], 'exports no function of its own (none)'],
  ])('is not guessed among %j', (names, message) => {
    expect(() => defaultCall(exportsOf(...names), 'x.wasm')).toThrow(message);
  });
});

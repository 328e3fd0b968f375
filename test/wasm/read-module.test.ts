import { describe, expect, it } from 'vitest';
import { WasmFormatError } from '../../src/wasm/byte-reader.ts';
import { readNames } from '../../src/wasm/module-names.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import { u32, wasmModule } from '../helpers/wasm.ts';
import { corpusModules, packagedModules, scenarioModule } from '../helpers/wasm-modules.ts';

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const module = (...sections: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([...PREAMBLE, ...sections.flat()]);
const section = (id: number, ...content: number[]): number[] => [
  id,
  ...u32(content.length),
  ...content,
];

describe.each([...corpusModules(), ...packagedModules()])('$name', ({ bytes }) => {
  const read = readModule(bytes);
  const compiled = new WebAssembly.Module(bytes);

  it('has the imports and exports that the engine sees', () => {
    const exports = WebAssembly.Module.exports(compiled);
    expect(read.exports.map(({ name }) => name)).toEqual(exports.map(({ name }) => name));
    const imports = WebAssembly.Module.imports(compiled);
    expect(read.imports.map(({ module, name }) => `${module}.${name}`)).toEqual(
      imports.map(({ module, name }) => `${module}.${name}`),
    );
  });

  it('has bodies that lie one behind the other, and each ends with "end"', () => {
    expect(read.bodies.length).toBeGreaterThan(5);
    read.bodies.forEach(({ header, end }, i) => {
      expect(bytes[end - 1]).toBe(0x0b);
      if (i > 0) expect(header).toBe(read.bodies[i - 1]!.end);
    });
  });
});

describe('the names of a module', () => {
  it('are those of its functions, and of its globals', () => {
    const names = readNames(readModule(scenarioModule('cycle')));
    expect([...names.functions.values()]).toContain('cycle::leaky::operation');
    expect([...names.globals.values()]).toContain('__stack_pointer');
  });

  it('are none where there is no name section, or a broken one', () => {
    expect(readNames(readModule(wasmModule())).functions.size).toBe(0);
    const text = [4, ...Buffer.from('name')];
    const broken = module(section(0, ...text, 1, 200, 1));
    expect(readNames(readModule(broken))).toMatchObject({ module: null });
  });
});

describe('what is no module', () => {
  it.each([
    { what: 'nothing', bytes: new Uint8Array(0), at: 0 },
    { what: 'text', bytes: new Uint8Array(Buffer.from('hello, world')), at: 0 },
    { what: 'another version', bytes: Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), at: 4 },
    { what: 'a section that ends early', bytes: module([1, 100, 0]), at: 10 },
    { what: 'a size without an end', bytes: module([1, 0x80, 0x80, 0x80, 0x80, 0x80, 1]), at: 9 },
    { what: 'more types than bytes', bytes: module(section(1, 0xff, 0xff, 0xff, 0x7f)), at: 10 },
    { what: 'a type that is none', bytes: module(section(1, 1, 0x11)), at: 12 },
    { what: 'a struct type', bytes: module(section(1, 1, 0x5f, 0)), at: 12 },
    { what: 'an import of no kind', bytes: module(section(2, 1, 0, 0, 9)), at: 14 },
    { what: 'limits of no kind', bytes: module(section(5, 1, 0x88, 1)), at: 12 },
    { what: 'a global that calls', bytes: module(section(6, 1, 0x7f, 0, 0x10, 0, 0x0b)), at: 14 },
    { what: 'functions without code', bytes: module(section(1, 0), section(3, 1, 0)), at: 15 },
  ])('is refused at its byte: $what', ({ bytes, at }) => {
    const refusal = catchError(() => readModule(bytes));
    expect(refusal).toBeInstanceOf(WasmFormatError);
    expect(refusal).toMatchObject({ offset: at });
    expect((refusal as Error).message).toMatch(new RegExp(`^at byte ${at}: expected`));
  });
});

describe('memories', () => {
  it.each([
    { flags: [0, 3], memory: { minimum: 3, maximum: null, shared: false, is64: false } },
    { flags: [1, 3, 9], memory: { minimum: 3, maximum: 9, shared: false, is64: false } },
    { flags: [3, 3, 9], memory: { minimum: 3, maximum: 9, shared: true, is64: false } },
    { flags: [4, 3], memory: { minimum: 3, maximum: null, shared: false, is64: true } },
  ])('are read with their limits: $flags', ({ flags, memory }) => {
    expect(readModule(module(section(5, 1, ...flags))).memories).toEqual([memory]);
  });
});

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

/**
 * The part of the WebAssembly JavaScript interface that leaklab uses. The types that Node ships for
 * Node 20 leave it out, and the `dom` library would bring the whole browser with it.
 * Source: WebAssembly JavaScript Interface, W3C.
 */
declare namespace WebAssembly {
  type ExportValue = Memory | Global | Table | ((...args: never[]) => unknown);
  type Exports = Record<string, ExportValue>;
  type Imports = Record<string, Record<string, unknown>>;

  interface ModuleExportDescriptor {
    kind: 'function' | 'global' | 'memory' | 'table' | 'tag';
    name: string;
  }
  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    module: string;
  }

  class Module {
    constructor(bytes: BufferSource);
    static exports(module: Module): ModuleExportDescriptor[];
    static imports(module: Module): ModuleImportDescriptor[];
  }
  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Exports;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Global {
    value: number | bigint;
  }
  class Table {
    readonly length: number;
    set(index: number, value: unknown): void;
  }
  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  interface InstantiatedSource {
    module: Module;
    instance: Instance;
  }
  type BufferSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer;
  function compile(bytes: BufferSource): Promise<Module>;
  function instantiate(bytes: BufferSource, imports?: Imports): Promise<InstantiatedSource>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
  /** Of a `Response`, which the types of Node leave out here, too. */
  function instantiateStreaming(source: unknown, imports?: Imports): Promise<InstantiatedSource>;
  function compileStreaming(source: unknown): Promise<Module>;
  function validate(bytes: BufferSource): boolean;
}

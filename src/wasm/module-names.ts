import { ByteReader, repeat } from './byte-reader.ts';
import type { WasmModule } from './read-module.ts';

/** What a module's name section says of its functions, and of the module itself. */
export function readNames(module: WasmModule): {
  readonly module: string | null;
  readonly functions: ReadonlyMap<number, string>;
  readonly globals: ReadonlyMap<number, string>;
} {
  const functions = new Map<number, string>();
  const globals = new Map<number, string>();
  let own: string | null = null;
  const section = module.sections.find(({ name }) => name === 'name');
  if (section === undefined) return { module: own, functions, globals };
  const reader = new ByteReader(module.bytes, section.start, section.end);
  try {
    reader.text();
    while (!reader.done) {
      const id = reader.u8();
      const size = reader.u32();
      const begin = reader.at;
      reader.skip(size);
      const part = new ByteReader(module.bytes, begin, reader.at);
      const into = id === FUNCTION_NAMES ? functions : id === GLOBAL_NAMES ? globals : null;
      if (id === MODULE_NAME) own = part.text();
      if (into !== null) repeat(part, () => into.set(part.u32(), part.text()));
    }
  } catch {
    // Names help; a module without them, or with broken ones, is as good a module.
  }
  return { module: own, functions, globals };
}

const MODULE_NAME = 0;
const FUNCTION_NAMES = 1;
const GLOBAL_NAMES = 7;

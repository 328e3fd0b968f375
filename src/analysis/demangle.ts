import { functionOfSignature } from './cxx-signature.ts';
import { demangleCxx } from './demangle-cxx.ts';
import { demangleRustLegacy } from './demangle-rust-legacy.ts';
import { demangleRustV0 } from './demangle-rust-v0.ts';
import { NotMangled } from './mangled-text.ts';

/**
 * A WASM function's name, as linkers write it, in the words of its source: Rust's and C++'s mangled
 * names, also where a linker has demangled them in its own way. Others, AssemblyScript's too, stay
 * as they are.
 */
export function demangle(name: string): string {
  if (name.length > LONGEST_NAME) return name;
  for (const read of [demangleRustV0, demangleRustLegacy, demangleCxx, functionOfSignature]) {
    try {
      const text = read(name);
      if (text !== null) return text;
    } catch (error) {
      if (!(error instanceof NotMangled)) throw error;
    }
  }
  return name.replace(COPY, '');
}

/** Longer ones nobody reads. */
const LONGEST_NAME = 8192;

/** What compilers add to copies of a function, also of C's. */
const COPY = /(?<=[^\s.])(?:\.llvm\.\d+| \(\.[\w.]+\))$/;

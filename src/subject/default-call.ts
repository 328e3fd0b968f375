import { LeaklabError } from '../errors.ts';
import type { WasmCall } from './wasm-call.ts';

/** Exports that every module of a compiler has, and that are no work of the program. */
const RUNTIME = new RegExp(
  [
    // Underscores lead what linkers and bindings add: __wbindgen_malloc, __wasm_call_ctors, __new.
    '^_',
    // Emscripten, Binaryen and the component model.
    '^(emscripten|asyncify|cabi|dynCall)_',
    '^stack(Save|Restore|Alloc)$',
    // What frees and takes memory, under the names of C and of common allocators.
    '^(dl|wee_|rpmalloc_)?(malloc|calloc|realloc|free|memalign|aligned_alloc|posix_memalign)$',
    '^(alloc|allocate|dealloc|deallocate|alloc_bytes|dealloc_bytes)$',
    '^set(TempRet0|Threw)$|^getTempRet0$',
  ].join('|'),
);

/** The call that is meant where none is named: of the one function that is the program's own. */
export function defaultCall(exports: WebAssembly.Exports, path: string): WasmCall {
  const functions = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  const own = functions.filter((name) => !RUNTIME.test(name));
  const [only] = own;
  if (only !== undefined && own.length === 1) {
    const parameters = (exports[only] as () => unknown).length;
    return { name: only, args: parameters === 0 ? [] : ['$i'] };
  }
  const names = (own.length > 0 ? own : functions).join(', ') || 'none';
  throw new LeaklabError(
    'subject',
    `${path} exports ${own.length === 0 ? 'no function of its own' : 'several functions'} (${names}): name the call that is to be repeated, as in --call '${only ?? 'step'}($i)'.`,
  );
}

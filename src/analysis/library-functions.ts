import type { RustImpl } from './rust-impl.ts';
import { implOf } from './rust-impl.ts';

/**
 * Whether a demangled function is an allocator, or of a library that allocates for others: the
 * standard ones of C, C++, Rust and AssemblyScript. The first of a stack that is not is the user's.
 */
export function isLibraryFunction(name: string): boolean {
  const own = name.replace(THUNK, '').replace(/\.command_export$/, '');
  if (ALLOCATORS.test(own) || ASSEMBLYSCRIPT.test(own)) return true;
  const impl = implOf(own);
  return impl === null ? isOfLibrary(own) : isInLibrary(impl);
}

function isInLibrary(impl: RustImpl): boolean {
  const { self, trait, traitArguments } = impl;
  if (trait === null) return !isUsers(self);
  if (!isOfLibrary(trait)) return false;
  if (ONLY_IN_LIBRARIES.test(trait)) return true;
  if (isUsers(self)) return isProvided(self, trait, impl.method);
  // Libraries can't clone what is only known by a trait.
  if (/^alloc::boxed::Box<dyn /.test(self) && trait === 'core::clone::Clone') return false;
  // `impl From<my::E> for u32` is the user's too; what concerns its own generic arguments is not.
  const isForUsers = traitArguments.some(isUsers) && !namesUsers(self) && !/\bdyn\b/.test(self);
  return !isForUsers || trait.startsWith('alloc::');
}

/** A path in a library: its crate or namespace is the first part. */
function isOfLibrary(path: string): boolean {
  return LIBRARIES.has(/^(?:::)?([\w$]+)::/.exec(path)?.[1] ?? '');
}

/** A type of the user's, also by reference; generic parameters and builtin types have no path. */
function isUsers(type: string): boolean {
  const head = type.replace(/^(?:&|mut |dyn )*/, '');
  // What is declared within a method.
  if (head.startsWith('<')) return TOO_DEEP.test(head) || !isLibraryFunction(head);
  return /^\w+::/.test(head) && !isOfLibrary(head);
}

/** Whether a type of the user's is anywhere in it. */
function namesUsers(text: string): boolean {
  return Array.from(text.matchAll(/(?<![\w:>}])(\w+)::/g)).some(
    ([, crate]) => !LIBRARIES.has(crate!),
  );
}

/** A method that libraries provide for the user's type, which implements others of the trait. */
function isProvided(self: string, trait: string, method: string): boolean {
  if (trait.endsWith('::Iterator')) return !/^(next|size_hint)\b/.test(method);
  if (trait.startsWith('alloc::')) return trait !== 'alloc::task::Wake';
  if (/^core::convert::(Try)?Into$/.test(trait) || PROVIDED.test(method)) return true;
  // References do as what they refer to.
  return self.startsWith('&mut ') || (self.startsWith('&') && trait.startsWith('core::fmt::'));
}

const THUNK = /^(?:(?:non-)?virtual|covariant return) thunk to /;

/** Crates and namespaces. Rust's library is built of hashbrown and dlmalloc. */
const LIBRARIES: ReadonlySet<string> = new Set([
  'alloc',
  'compiler_builtins',
  'core',
  'dlmalloc',
  'hashbrown',
  'std',
  '__rustc',
  // Of wasm-bindgen's modules.
  'wasm_bindgen',
  // Allocators, leaklab's own among them.
  'lol_alloc',
  'mimalloc',
  'rlsf',
  'talc',
  'tracking_alloc',
  'wee_alloc',
  // Of C++.
  '__cxxabiv1',
  '__gnu_cxx',
]);

/** What calls closures; allocators, also the user's; what macros of wasm-bindgen write. */
const ONLY_IN_LIBRARIES =
  /^core::ops::function::|^(core|alloc)::alloc::(global::)?(GlobalAlloc|Allocator)$|^wasm_bindgen::/;

/** Nobody nests methods so: a hostile name must not exhaust the stack. */
const TOO_DEEP = /^(?:<[&\w ]*){30}/;

/** Methods that call what a trait's impl gives. */
const PROVIDED =
  /^(write_fmt|write_all|read_to_end|read_to_string|read_exact|read_line|read_until|clone_from|type_id)\b/;

const ALLOCATORS = new RegExp(
  [
    // Of C, and as dlmalloc, emmalloc, mimalloc and emscripten call them.
    '^_*(dl|em|tm|mi_|libc_|emmalloc_|emscripten_builtin_|wrap_|real_)?(malloc|calloc|realloc|reallocf|memalign|aligned_alloc|posix_memalign|valloc|pvalloc|free|cfree)(_(small|large|trim|usable_size|default))?$',
    '^(sys_alloc|sys_trim|prepend_alloc|internal_memalign|dispose_chunk|try_realloc_chunk|s?brk)$',
    '^(reallocarray|_*strn?dup|wcsdup|v?asprintf|getline|getdelim|open_memstream|fmemopen|fopen|fdopen|opendir|realpath|getcwd|setenv|putenv)$',
    // Of C++, a class's own too; exceptions are allocated.
    '(^|::)operator new\\b',
    '(^|::)operator delete\\b',
    '^__cxa_',
    // Of Rust, and of wasm-bindgen.
    '^__(rust|rdl|rg)_|^rust_(oom|panic|begin_unwind)$',
    '^__wbindgen_',
    '^__externref_',
  ].join('|'),
);

const ASSEMBLYSCRIPT = /^(?:start:|export:)?~lib\//;

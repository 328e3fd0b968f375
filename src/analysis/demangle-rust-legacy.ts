/**
 * Rust's first mangling, of rustc up to today's default: as C++ a nested name, whose parts hold what
 * C++ can't as escapes, and whose last part is a hash. Linkers that demangle C++ leave the escapes
 * and the hash. Null for other names.
 */
export function demangleRustLegacy(name: string): string | null {
  const parts = mangledParts(name) ?? linkedParts(name);
  return parts === null ? null : parts.map(resolved).join('::');
}

/** `_ZN4core3fmt5write17h0123456789abcdefE`. */
function mangledParts(name: string): string[] | null {
  const mangled = MANGLED.exec(name);
  if (mangled === null) return null;
  const parts: string[] = [];
  let rest = mangled[1]!;
  while (rest !== '') {
    const digits = /^\d+/.exec(rest)?.[0] ?? '';
    const end = digits.length + Number(digits);
    if (digits === '' || end > rest.length) return null;
    parts.push(rest.slice(digits.length, end));
    rest = rest.slice(end);
  }
  return parts;
}

/** `core::fmt::write::h0123456789abcdef`. */
function linkedParts(name: string): string[] | null {
  const linked = LINKED.exec(name);
  return linked === null ? null : linked[1]!.split('::');
}

/** A part that begins with an escape is led by a `_` that is not its own. */
function resolved(part: string): string {
  return (part.startsWith('_$') ? part.slice(1) : part)
    .replaceAll(ESCAPE, (whole, name: string) => ESCAPES.get(name) ?? fromCodePoint(name) ?? whole)
    .replaceAll('..', '::');
}

/** `u7b` is `{`. */
function fromCodePoint(name: string): string | null {
  const code = Number.parseInt(name.slice(1), 16);
  return /^u[0-9a-f]{1,6}$/.test(name) && code >= 0x20 && code <= 0x10ffff
    ? String.fromCodePoint(code)
    : null;
}

const MANGLED = /^_?_ZN((?:\d[\w$.]*)?)17h[0-9a-f]{16}E(?:[.@][\w.@]*)?$/;
const LINKED = /^(.+)::h[0-9a-f]{16}(?: \(\.[\w.]+\)|\.llvm\.\d+)?$/s;
const ESCAPE = /\$(\w+)\$/g;
/** From rustc's `compiler/rustc_symbol_mangling/src/legacy.rs`. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['SP', '@'],
  ['BP', '*'],
  ['RF', '&'],
  ['LT', '<'],
  ['GT', '>'],
  ['LP', '('],
  ['RP', ')'],
  ['C', ','],
]);

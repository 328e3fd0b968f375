/**
 * A function's name as its author has it: Rust's own mangling ("legacy") is undone, as rustc hands names
 * to the linker. Other names stay as they are. Format: rustc_symbol_mangling, module `legacy`.
 */
export function demangle(name: string): string {
  const match = LEGACY.exec(name);
  if (match === null) return name;
  const parts: string[] = [];
  let rest = match[1]!;
  while (rest !== '') {
    const length = /^\d+/.exec(rest)?.[0];
    if (length === undefined) return name;
    const part = rest.slice(length.length, length.length + Number(length));
    if (part.length !== Number(length)) return name;
    parts.push(part);
    rest = rest.slice(length.length + part.length);
  }
  const isHash = HASH.test(parts.at(-1) ?? '');
  const path = isHash ? parts.slice(0, -1) : parts;
  return path.length === 0 ? name : path.map(plain).join('::');
}

/** With a suffix that an optimiser may have added. */
const LEGACY = /^_{1,2}ZN((?:\d+[\w$.]+?)+)E(?:\.llvm\.[\w@]+|\.\d+)*$/;
const HASH = /^h[0-9a-f]{16}$/;

/** What may not stand in a symbol is spelt out in it. */
function plain(part: string): string {
  return part
    .replace(/^_(?=\$)/, '')
    .replaceAll(/\$(\w+)\$/g, (all, code: string) => {
      const known = SIGNS[code];
      if (known !== undefined) return known;
      const unicode = /^u([0-9a-f]{1,6})$/.exec(code)?.[1];
      return unicode === undefined ? all : String.fromCodePoint(Number.parseInt(unicode, 16));
    })
    .replaceAll('..', '::');
}

const SIGNS: Record<string, string> = {
  SP: '@',
  BP: '*',
  RF: '&',
  LT: '<',
  GT: '>',
  LP: '(',
  RP: ')',
  C: ',',
};

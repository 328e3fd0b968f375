/** What a package is used for in one operation, rightly or not. */
export interface PackageUse {
  readonly package: string;
  /** In this folder. */
  readonly file: string;
  readonly export: string;
  readonly verdict: 'leak' | 'clean';
  readonly mechanism: 'forget' | 'leaky-cache' | 'growing-vec' | null;
  /** A text of the line whose call made what was forgotten. */
  readonly line: string | null;
}

const clean = { verdict: 'clean', mechanism: null, line: null } as const;
const forgotten = { verdict: 'leak', mechanism: 'forget', line: 'made here' } as const;

const of = (
  name: string,
  file: string,
  uses: Record<string, Omit<PackageUse, 'package' | 'file' | 'export'>>,
) => Object.entries(uses).map(([use, truth]) => ({ package: name, file, export: use, ...truth }));

/** Popular packages of several toolchains that bring WebAssembly along. */
export const packageUses: readonly PackageUse[] = [
  // Emscripten: SQLite links its databases, and what was prepared by them, in its own lists.
  ...of('sql.js', 'sql.mjs', {
    released: clean,
    forgotten: { ...forgotten, mechanism: 'leaky-cache' },
  }),
  ...of('sql.js', 'sql-statements.mjs', {
    released: clean,
    forgotten: { ...forgotten, mechanism: 'leaky-cache' },
    used: clean,
  }),
  // wasm-bindgen.
  ...of('tiktoken', 'tiktoken.mjs', { released: clean, forgotten, finalized: clean, used: clean }),
  ...of('vscode-oniguruma', 'oniguruma.mjs', { released: clean, forgotten, used: clean }),
  // Rust without bindings.
  ...of('source-map', 'source-map.mjs', { released: clean, forgotten, used: clean }),
  ...of('quickjs-emscripten-core', 'quickjs.mjs', {
    released: clean,
    forgotten,
    used: clean,
    handleReleased: clean,
    handleForgotten: { ...forgotten, line: 'handle made here' },
  }),
  // Emscripten, with its small allocator.
  ...of('yoga-layout', 'yoga.mjs', { released: clean, forgotten, used: clean }),
  ...of('web-tree-sitter', 'tree-sitter.mjs', { released: clean, forgotten }),
  ...of('argon2-browser', 'argon2.mjs', { used: clean }),
  ...of('hash-wasm', 'hash-wasm.mjs', { used: clean }),
  ...of('libsodium-wrappers', 'sodium.mjs', { used: clean }),
];

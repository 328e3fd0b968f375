import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const BUILT = join(packageRoot(), 'test', 'wasm-corpus', 'built');
const require = createRequire(import.meta.url);

const read = (path: string): Bytes => new Uint8Array(readFileSync(path));

/** The labelled programs, as built: Rust, C, C++ and AssemblyScript, with names and stripped. */
export const corpusModules = (): { name: string; bytes: Bytes }[] =>
  readdirSync(BUILT).map((name) => ({ name, bytes: read(join(BUILT, name)) }));

/** Modules of packages: Emscripten's, wasm-bindgen's, with SIMD. */
export const packagedModules = (): { name: string; bytes: Bytes }[] =>
  [
    'sql.js/dist/sql-wasm.wasm',
    'tiktoken/lite/tiktoken_bg.wasm',
    'vscode-oniguruma/release/onig.wasm',
    'web-tree-sitter/web-tree-sitter.wasm',
    'source-map/lib/mappings.wasm',
    'argon2-browser/dist/argon2.wasm',
    'argon2-browser/dist/argon2-simd.wasm',
  ].map((name) => ({ name, bytes: read(require.resolve(name)) }));

export const scenarioModule = (id: string): Bytes =>
  read(join(packageRoot(), 'scenarios', id, `${id}.wasm`));

import './ts-one-shot.ts';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Message, TransformResult, TsconfigRaw } from 'esbuild';
import { transformSync } from 'esbuild';
import { tsConfigFor } from './ts-config.ts';

// The subject's environment is as it was.
delete process.env.ESBUILD_WORKER_THREADS;

export interface Compiled {
  readonly format: 'module' | 'commonjs';
  readonly code: string;
}

/**
 * One file of TypeScript as JavaScript for this Node, with a source map in it. A file whose package
 * does not say what it is becomes CommonJS, as `tsc` would have it, unless it has to be a module.
 */
export function compile(path: string): Compiled {
  try {
    const type = moduleType(path);
    const commonJs = type === 'module' ? null : toCommonJs(path, type === null);
    return commonJs ?? { format: 'module', code: transform(path, 'esm').code };
  } catch (thrown) {
    throw located(thrown);
  }
}

/** Null for what CommonJS has not, where it `may` be a module. */
function toCommonJs(path: string, may: boolean): Compiled | null {
  try {
    const { code, warnings } = transform(path, 'cjs');
    const usesMeta = warnings.some(({ id }) => id === 'empty-import-meta');
    return may && usesMeta ? null : { format: 'commonjs', code };
  } catch (thrown) {
    const awaits = errorsOf(thrown).some(({ text }) => text.startsWith('Top-level await'));
    if (may && awaits) return null;
    throw thrown;
  }
}

function transform(path: string, format: 'esm' | 'cjs'): TransformResult {
  const { compilerOptions } = tsConfigFor(path);
  return transformSync(readFileSync(path, 'utf8'), {
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    format,
    // Lists in the code the names that a CommonJS module exports, for `exportedNames`.
    platform: 'node',
    target: `node${process.versions.node}`,
    sourcefile: path,
    sourcemap: 'inline',
    // Two typings of the same file.
    tsconfigRaw: { compilerOptions } as TsconfigRaw,
  });
}

/** The names after `0 && (module.exports = {`, which esbuild writes for the lexer of Node. */
export function exportedNames(commonJs: string): string[] {
  const list = /^0 && \(module\.exports = \{([^}]*)\}\);$/m.exec(commonJs)?.[1] ?? '';
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
}

/** By the ending, else by the nearest package.json; null where neither says. */
function moduleType(path: string): 'module' | 'commonjs' | null {
  if (path.endsWith('.mts')) return 'module';
  if (path.endsWith('.cts')) return 'commonjs';
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest !== null) {
      return manifest.type === 'module' || manifest.type === 'commonjs' ? manifest.type : null;
    }
    if (folder === dirname(folder)) return null;
  }
}

function readManifest(path: string): { type?: unknown } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const errorsOf = (thrown: unknown): readonly Message[] =>
  (thrown as { errors?: readonly Message[] } | null)?.errors ?? [];

/** With the place in the message: it may come from a thread that hands on messages alone. */
function located(thrown: unknown): unknown {
  const place = placeOf(errorsOf(thrown)[0], '/');
  return place === null ? thrown : new SyntaxError(place);
}

/** "/src/cache.ts:3:14: Unexpected "=" in `const x: = 1;`"; null where the compiler knows no place. */
export function placeOf(message: Message | undefined, folder: string): string | null {
  if (message?.location == null) return null;
  const { file, line, column, lineText } = message.location;
  const where = `${resolve(folder, file)}:${line}:${column + 1}`;
  const text = lineText.trim();
  return `${where}: ${message.text}${text === '' ? '' : ` in \`${text}\``}`;
}

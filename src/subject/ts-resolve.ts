import { statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsConfigFor } from './ts-config.ts';

export const isTypeScript = (path: string): boolean => /\.[mc]?tsx?$/.test(path);

/** The source that a compiled file's name stands for: TypeScript imports y.ts as './y.js'. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};
const LEFT_OUT = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/**
 * The file that a TypeScript module means by an import, by the rules of TypeScript; null where
 * those of Node hold.
 */
export function resolveTypeScript(specifier: string, parent: string): string | null {
  if (specifier.startsWith('file:')) return fileAt(fileURLToPath(specifier));
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return fileAt(resolve(dirname(parent), specifier));
  // "node:fs", "data:…"
  if (/^[a-z]{2,}:/.test(specifier)) return null;
  for (const candidate of tsConfigFor(parent).candidates(specifier)) {
    const file = fileAt(candidate);
    if (file !== null) return file;
  }
  return null;
}

function fileAt(path: string): string | null {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  const candidates = [
    ...(SOURCES[ending] ?? []).map((source) => stem + source),
    path,
    ...LEFT_OUT.map((end) => path + end),
    ...LEFT_OUT.map((end) => join(path, `index${end}`)),
  ];
  return candidates.find(isFile) ?? null;
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

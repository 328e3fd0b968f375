import { accessSync, constants, statSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { LeaklabError } from '../errors.ts';

export interface SubjectFile {
  /** As the user would type it. */
  readonly typed: string;
  readonly path: string;
  readonly kind: 'module' | 'wasm';
}

const MODULES = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const EXPECTED = `expected a module (${MODULES.join(' ')}) or .wasm`;
const DECLARATIONS = /\.d\.[mc]?ts$/;

/**
 * The files that a name or a pattern stands for. Patterns are expanded here, for not every shell
 * does. What is there by its very name is no pattern.
 */
export async function subjectFiles(name: string, folder: string): Promise<SubjectFile[]> {
  const path = resolve(folder, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return matches(name, folder);
  if (found.isDirectory()) {
    throw new LeaklabError(
      'usage',
      `${name} is a folder. Name files in it, or a pattern, such as '${slashed(relative('.', path)) || '.'}/*.mjs'.`,
    );
  }
  const kind = kindOf(path);
  if (kind === null) throw new LeaklabError('usage', `${name} can't be measured: ${whyNot(path)}.`);
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new LeaklabError('io', `Can't read ${name}: no permission.`, { cause });
  }
  return [{ typed: typedPath(path, name), path, kind }];
}

const kindOf = (path: string): SubjectFile['kind'] | null =>
  extname(path) === '.wasm'
    ? 'wasm'
    : MODULES.includes(extname(path)) && !DECLARATIONS.test(path)
      ? 'module'
      : null;

function whyNot(path: string): string {
  const ending = extname(path);
  if (DECLARATIONS.test(path)) return 'it declares types and has no code';
  if (ending === '.node') return 'a native add-on needs a module that loads and calls it';
  return `${EXPECTED}, got ${ending === '' ? 'a file without an ending' : ending}`;
}

async function matches(pattern: string, folder: string): Promise<SubjectFile[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  // In a pattern a backslash quotes; in the paths of Windows it is what a slash is elsewhere.
  const slashes = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  if (!isDynamicPattern(slashes)) {
    throw new LeaklabError('io', `Can't read ${pattern}: there is no such file.`);
  }
  const paths = await glob(slashes, {
    cwd: folder,
    absolute: true,
    expandDirectories: false,
    ignore: slashes.includes('node_modules') ? [] : ['**/node_modules/**'],
  });
  const files = paths.sort().flatMap((found): SubjectFile[] => {
    const path = resolve(found);
    const kind = kindOf(path);
    return kind === null ? [] : [{ typed: typedPath(path, pattern), path, kind }];
  });
  if (files.length > 0) return files;
  const others =
    paths.length === 0
      ? 'no file'
      : `${paths.length} ${paths.length === 1 ? 'file' : 'files'}, but none to measure`;
  throw new LeaklabError('io', `The pattern ${pattern} matches ${others}: ${EXPECTED}.`);
}

const typedPath = (path: string, name: string): string =>
  isAbsolute(name) ? path : slashed(relative('.', path));

const slashed = (path: string): string => path.split(sep).join('/');

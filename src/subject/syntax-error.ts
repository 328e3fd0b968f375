import { dirname } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { buildSync } from 'esbuild';
import { placeOf } from './ts-compile.ts';

/** The first syntax error in a module or in files that it imports, and its place; null without one. */
export function findSyntaxError(path: string): string | null {
  const folder = dirname(path);
  try {
    buildSync({
      entryPoints: [path],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    return null;
  } catch (failure) {
    // What is not found is another matter, of which the engine has spoken.
    const errors = (failure as Partial<BuildFailure>).errors ?? [];
    const first = errors.find(({ text }) => !text.startsWith('Could not resolve'));
    return placeOf(first, folder);
  }
}

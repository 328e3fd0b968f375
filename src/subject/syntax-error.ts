import { dirname } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { build, stop } from 'esbuild';
import { placeOf } from './ts-compile.ts';

/** The first syntax error in a module or in files that it imports, and its place; null without one. */
export async function findSyntaxError(path: string): Promise<string | null> {
  const folder = dirname(path);
  try {
    await build({
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
    return placeOf((failure as Partial<BuildFailure>).errors?.[0], folder);
  } finally {
    await stop();
  }
}

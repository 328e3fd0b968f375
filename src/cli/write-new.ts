import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LeaklabError } from '../errors.ts';

/** Writes a file where there is none, or where it may be replaced; returns its path. */
export async function writeNew(
  path: string,
  content: string | Uint8Array,
  overwrite: boolean,
): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: overwrite ? 'w' : 'wx' });
    return path;
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new LeaklabError(
      'io',
      exists
        ? `${path} exists. Name another folder with --output, or replace it with --force.`
        : `Can't write ${path}: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

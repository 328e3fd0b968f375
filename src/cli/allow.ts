import { readFileSync } from 'node:fs';
import { LeaklabError } from '../errors.ts';
import type { AllowList } from '../report/allow-list.ts';
import { parseAllowList } from '../report/allow-list.ts';

/** The allow-list of `--allow`, or of the config file; null where there is none. */
export function readAllowList(path: string | undefined): AllowList | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new LeaklabError(
      'usage',
      `Can't read the allow-list ${path}: ${why}. Expected a file of lines such as "leak:cache.mjs  # why".`,
      { cause },
    );
  }
  return parseAllowList(text, path);
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LeaklabError } from '../errors.ts';

/**
 * Path of a compiled file of this package, named from `src/` without its ending. Processes and
 * workers start from compiled code alone: on Node 20 a worker can't load TypeScript. So when these
 * sources themselves run uncompiled (under vitest), the build beside them is used.
 */
export function builtFile(name: string): string {
  const here = import.meta.url;
  const root = here.endsWith('.ts') ? '../../dist/src/' : '../';
  const path = fileURLToPath(new URL(`${root}${name}.js`, here));
  if (existsSync(path)) return path;
  throw new LeaklabError('io', `${path} is missing: run "npm run build" first.`);
}

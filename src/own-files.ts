import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root.ts';

/** leaklab's own: the runner, and the pool that it runs in. Others build into a dist/src as well. */
export function isOwnFile(file: string): boolean {
  if (POOL.test(file)) return true;
  try {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    return OWN_FOLDERS.some((folder) => path.startsWith(folder));
  } catch {
    // "file://host/…" is no path here.
    return false;
  }
}

/** Of a frame as V8 writes it: "at put (file:///app/cache.mjs:12:5)". */
export function isOwnFrame(frame: string): boolean {
  const [, file] = /(?:\(|at (?:async )?)([^()]+):\d+:\d+\)?$/.exec(frame.trim()) ?? [];
  return file !== undefined && isOwnFile(file);
}

const OWN_FOLDERS = [join(packageRoot(), 'dist', 'src', sep), join(packageRoot(), 'src', sep)];
const POOL = /[\\/]node_modules[\\/]piscina[\\/]/;

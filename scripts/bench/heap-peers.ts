import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { packageRoot } from '../../src/package-root.ts';

/** What leaklab is compared with. They are no dependencies of it: the bench installs them. */
const PACKAGES = ['@memlab/core@2.0.5', 'chrome-devtools-frontend@1.0.1705227'];

const MEMLAB_PARSER = '@memlab/core/dist/lib/HeapParser.js';
const LOADER =
  'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/HeapSnapshotLoader.ts';

export interface Peers {
  /** Module of memlab's parser. */
  readonly memlab: string;
  /** DevTools' loader, bundled. */
  readonly devtools: string;
}

/** A file that DevTools' build makes, of which the loader needs none of the contents. */
const GENERATED = 'chrome-devtools-frontend/front_end/core/i18n/locales.ts';
const LOCALES = `export const LOCALES = ['en-US'];
export const BUNDLED_LOCALES = ['en-US'];
export const DEFAULT_LOCALE = 'en-US';
export const REMOTE_FETCH_PATTERN = '';
export const LOCAL_FETCH_PATTERN = '';
`;

/** Null, and says why, where they can't be had. */
export function installPeers(): Peers | null {
  const folder =
    process.env.LEAKLAB_BENCH_CACHE ??
    join(packageRoot(), 'node_modules', '.cache', 'leaklab-bench');
  const loader = join(folder, 'node_modules', LOADER);
  const devtools = join(folder, 'devtools-loader.mjs');
  try {
    if (!existsSync(loader)) install(folder);
    writeFileSync(join(folder, 'node_modules', GENERATED), LOCALES);
    const contents = `export { HeapSnapshotLoader } from ${JSON.stringify(loader)};`;
    buildSync({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: devtools,
      logLevel: 'error',
    });
    return { memlab: join(folder, 'node_modules', MEMLAB_PARSER), devtools };
  } catch (thrown) {
    console.log(`memlab and DevTools could not be installed in ${folder}: ${thrown}`);
    return null;
  }
}

function install(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status, error, stderr } = spawnSync('npm', ['install', ...options, ...PACKAGES], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim() || `npm ended with ${status}`);
}

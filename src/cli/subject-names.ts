import { recordingName } from '../harness/recording-name.ts';

/**
 * A short name for each file that no other has: "cache.mjs", or as much of the path as tells it
 * from its like, "src/cache.mjs". They differ as names of recordings, too.
 */
export function subjectNames(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const short = shortestOf(path, paths);
    for (let i = 1; ; i++) {
      const name = i === 1 ? short : `${short} ${i}`;
      // Some file systems don't tell capitals from small letters.
      const file = fileOf(name).toLowerCase();
      if (taken.has(file)) continue;
      taken.add(file);
      return name;
    }
  });
}

function shortestOf(path: string, paths: readonly string[]): string {
  const parts = path.split(/[\\/]/);
  for (let count = 1; count < parts.length; count++) {
    const end = parts.slice(-count).join('/');
    const same = paths.filter((other) => `/${other.replaceAll('\\', '/')}`.endsWith(`/${end}`));
    if (new Set(same).size === 1) return end;
  }
  return parts.join('/');
}

const fileOf = (name: string): string =>
  recordingName({ name, kind: 'module', path: null, implementation: null, variant: null });

import { recordingName } from '../harness/recording-name.ts';

export interface Nameable {
  /** Where one was given. */
  readonly name: string | null;
  readonly path: string;
  /** What tells it from another subject in the same file: the export, say. */
  readonly detail: string | null;
}

/**
 * A short name for each that no other has: "cache.mjs", or as much of the path as tells it from its
 * like, "src/cache.mjs". They differ as names of recordings, too.
 */
export function subjectNames(items: readonly Nameable[]): string[] {
  const paths = items.map(({ path }) => path.replaceAll('\\', '/'));
  const taken = new Set<string>();
  return items.map(({ name, detail }, i) => {
    const short = name ?? shortestOf(paths[i]!, paths, detail);
    for (let count = 1; ; count++) {
      const numbered = count === 1 ? short : `${short} ${count}`;
      // Some file systems don't tell capitals from small letters.
      const file = fileOf(numbered).toLowerCase();
      if (taken.has(file)) continue;
      taken.add(file);
      return numbered;
    }
  });
}

function shortestOf(path: string, paths: readonly string[], detail: string | null): string {
  const several = paths.filter((other) => other === path).length > 1;
  const parts = path.split('/').filter((part) => part !== '');
  const ends = parts.map((_, i) => parts.slice(-1 - i).join('/'));
  const others = paths.filter((other) => other !== path);
  const end = ends.find((end) => !others.some((other) => `/${other}`.endsWith(`/${end}`))) ?? path;
  return several && detail !== null ? `${end} ${detail}` : end;
}

const fileOf = (name: string): string =>
  recordingName({ name, kind: 'module', path: null, implementation: null, variant: null });

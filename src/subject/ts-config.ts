import { dirname } from 'node:path';
import type { TsConfigJsonResolved } from 'get-tsconfig';
import { createPathsMatcher, getTsconfig } from 'get-tsconfig';

export interface TsConfig {
  readonly compilerOptions: NonNullable<TsConfigJsonResolved['compilerOptions']>;
  /** The files that `paths` and `baseUrl` may mean by a name, most likely first. */
  candidates(specifier: string): readonly string[];
}

const PLAIN: TsConfig = { compilerOptions: {}, candidates: () => [] };

const byFolder = new Map<string, TsConfig>();
const files = new Map<string, unknown>();

/** The settings that hold for a file: of the nearest tsconfig.json above it, as the compiler does. */
export function tsConfigFor(path: string): TsConfig {
  const folder = dirname(path);
  const known = byFolder.get(folder) ?? read(folder);
  byFolder.set(folder, known);
  return known;
}

function read(folder: string): TsConfig {
  const found = getTsconfig(folder, 'tsconfig.json', files);
  if (found === null) return PLAIN;
  return {
    compilerOptions: found.config.compilerOptions ?? {},
    candidates: createPathsMatcher(found) ?? PLAIN.candidates,
  };
}

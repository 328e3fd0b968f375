import { existsSync, readFileSync } from 'node:fs';
import type { SourceMapPayload, SourceMapping } from 'node:module';
import { SourceMap } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ScriptSource } from '../agent/protocol.ts';

/** A place in a file, both numbers counted from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Leads from a place in what V8 runs to the one that was written; to the same where there is no map. Null
 * for what nobody wrote: a compiler's own helpers.
 */
export function originalPosition(
  { url, sourceMap }: Pick<ScriptSource, 'url' | 'sourceMap'>,
  line: number,
  column: number,
): FilePosition | null {
  const own = { file: fileOf(url), line, column };
  const loaded = sourceMap === '' ? null : read(url, sourceMap);
  if (loaded === null) return own;
  const entry = loaded.map.findEntry(line - 1, column - 1) as Partial<SourceMapping>;
  if (entry.originalSource === undefined || entry.originalLine === undefined) return null;
  return {
    file: fileOf(resolved(entry.originalSource, loaded.base)),
    line: entry.originalLine + 1,
    column: (entry.originalColumn ?? 0) + 1,
  };
}

/** The file that a script was made of; its own where it is not one alone. */
export function originalFile({ url, sourceMap }: Pick<ScriptSource, 'url' | 'sourceMap'>): string {
  const loaded = sourceMap === '' ? null : read(url, sourceMap);
  const [source, ...others] = loaded?.map.payload.sources ?? [];
  const isAlone = loaded !== null && source !== undefined && others.length === 0;
  return fileOf(isAlone ? resolved(source, loaded.base) : url);
}

/** A file's path where it is one, or the address as it is. */
export const fileOf = (url: string): string => {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
};

interface LoadedMap {
  readonly map: SourceMap;
  /** The address that those of its sources are relative to. */
  readonly base: string;
}

const maps = new Map<string, LoadedMap | null>();

function read(url: string, sourceMap: string): LoadedMap | null {
  const key = `${url}\n${sourceMap}`;
  const known = maps.get(key);
  if (known !== undefined) return known;
  const map = load(url, sourceMap);
  maps.set(key, map);
  return map;
}

/** A map that is missing or broken is no reason to say nothing: the place in what runs is known. */
function load(url: string, sourceMap: string): LoadedMap | null {
  try {
    const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(sourceMap);
    const address = inline === null ? resolved(sourceMap, url) : url;
    const text =
      inline === null
        ? readFileSync(fileOf(address), 'utf8')
        : inline[1] === undefined
          ? decodeURIComponent(inline[2]!)
          : Buffer.from(inline[2]!, 'base64').toString('utf8');
    const payload = JSON.parse(text) as SourceMapPayload & { sections?: unknown };
    if (typeof payload.mappings !== 'string' && payload.sections === undefined) return null;
    const { sourceRoot = '' } = payload;
    const base = sourceRoot === '' ? address : resolved(sourceRoot.replace(/\/?$/, '/'), address);
    return { map: new SourceMap(payload), base };
  } catch {
    return null;
  }
}

/**
 * CommonJS files are known to V8 by their path; and some compilers write a source's path where an address
 * belongs, in which `#` and `%` mean something else.
 */
function resolved(address: string, from: string): string {
  if (WHOLE_ADDRESS.test(address)) return address;
  if (isAbsolute(address) && existsSync(address)) return address;
  try {
    return new URL(address, isAbsolute(from) ? pathToFileURL(from) : from).href;
  } catch {
    return address;
  }
}

/** With a scheme, or with the drive of a path on Windows. */
const WHOLE_ADDRESS = /^[a-z][a-z0-9+.-]*:/i;

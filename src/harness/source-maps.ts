import { readFileSync } from 'node:fs';
import type { SourceMapPayload, SourceMapping } from 'node:module';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
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
  const map = sourceMap === '' ? null : read(url, sourceMap);
  if (map === null) return own;
  const entry = map.findEntry(line - 1, column - 1) as Partial<SourceMapping>;
  if (entry.originalSource === undefined || entry.originalLine === undefined) return null;
  return {
    file: fileOf(resolved(entry.originalSource, url)),
    line: entry.originalLine + 1,
    column: (entry.originalColumn ?? 0) + 1,
  };
}

/** The file that a script was made of; its own where it is not one alone. */
export function originalFile({ url, sourceMap }: Pick<ScriptSource, 'url' | 'sourceMap'>): string {
  const sources = (sourceMap === '' ? null : read(url, sourceMap))?.payload.sources ?? [];
  return fileOf(sources.length === 1 ? resolved(sources[0]!, url) : url);
}

/** A file's path where it is one, or the address as it is. */
export const fileOf = (url: string): string => {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
};

const maps = new Map<string, SourceMap | null>();

function read(url: string, sourceMap: string): SourceMap | null {
  const key = `${url}\n${sourceMap}`;
  const known = maps.get(key);
  if (known !== undefined) return known;
  const map = load(url, sourceMap);
  maps.set(key, map);
  return map;
}

/** A map that is missing or broken is no reason to say nothing: the place in what runs is known. */
function load(url: string, sourceMap: string): SourceMap | null {
  try {
    const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(sourceMap);
    const text =
      inline === null
        ? readFileSync(fileOf(resolved(sourceMap, url)), 'utf8')
        : inline[1] === undefined
          ? decodeURIComponent(inline[2]!)
          : Buffer.from(inline[2]!, 'base64').toString('utf8');
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return null;
  }
}

/** CommonJS files are known to V8 by their path. */
function resolved(address: string, from: string): string {
  try {
    if (/^[a-z][a-z0-9+.-]+:/i.test(address)) return address;
    if (address.startsWith('/') && !from.startsWith('file:')) return address;
    return new URL(address, from.startsWith('file:') ? from : `file://${from}`).href;
  } catch {
    return address;
  }
}

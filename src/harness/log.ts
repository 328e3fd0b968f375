import type { Entry, Header } from '../record/schema.ts';
import type { RecordingWriter } from '../record/writer.ts';
import { createRecording } from '../record/writer.ts';

export interface LogOptions {
  readonly path: string;
  readonly overwrite: boolean;
  readonly header: Pick<
    Header,
    | 'subject'
    | 'expected'
    | 'tool'
    | 'settings'
    | 'controls'
    | 'launch'
    | 'load'
    | 'wasmMaximumBytes'
  >;
}

export interface Log {
  /** All but some of the raw samples, where those are very many. */
  readonly entries: readonly Entry[];
  header(): Header;
  /** A remark for the header; only before the first entry. */
  note(text: string): void;
  add(entry: Entry): void;
  elapsedMs(): number;
  close(): void;
}

/** The recording in memory and on disk. The header is written with the first entry. */
export function openLog(options: LogOptions, startedAt: Date): Log {
  const entries: Entry[] = [];
  const thinOut = thinningOut(entries);
  let raws = 0;
  const notes: string[] = [];
  let writer: RecordingWriter | null = null;
  const header = (): Header => ({
    type: 'header',
    schema: 'leaklab.recording/1',
    ...options.header,
    startedAt: startedAt.toISOString(),
    notes,
  });
  return {
    entries,
    header,
    note: (text) => void notes.push(text),
    add(entry) {
      writer ??= createRecording(options.path, header(), { overwrite: options.overwrite });
      entries.push(asRead(entry));
      writer.write(entry);
      if (entry.type !== 'raw') return;
      if (raws < MOST_RAWS) raws++;
      else thinOut();
    },
    elapsedMs: () => Date.now() - startedAt.getTime(),
    close: () => writer?.close(),
  };
}

/**
 * What was put together by spreading has a shape of its own in V8, larger than what is in it: of hours of
 * rounds, as it would be read from the file an entry takes half the memory.
 */
const asRead = (entry: Entry): Entry => JSON.parse(JSON.stringify(entry)) as Entry;

/** Pictures draw no more points of a line; what goes on for hours must not fill our own memory. */
const MOST_RAWS = 1000;

/** Drops a raw sample each time, every second one in order, then anew: what is kept stays as large. */
function thinningOut(entries: Entry[]): () => void {
  let at = 0;
  const secondRaw = (from: number): number => {
    const first = entries.findIndex(({ type }, i) => i >= from && type === 'raw');
    return entries.findIndex(({ type }, i) => i > first && type === 'raw');
  };
  return () => {
    const next = secondRaw(at);
    // The newest one stays.
    const dropped = next === -1 || next === entries.length - 1 ? secondRaw(0) : next;
    entries.splice(dropped, 1);
    at = dropped;
  };
}

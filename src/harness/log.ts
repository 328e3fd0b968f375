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
  let entries: Entry[] = [];
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
    get entries() {
      return entries;
    },
    header,
    note: (text) => void notes.push(text),
    add(entry) {
      writer ??= createRecording(options.path, header(), { overwrite: options.overwrite });
      entries.push(asRead(entry));
      writer.write(entry);
      if (entry.type !== 'raw' || ++raws <= MOST_RAWS) return;
      entries = everySecondRaw(entries);
      raws = entries.filter(({ type }) => type === 'raw').length;
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

function everySecondRaw(entries: readonly Entry[]): Entry[] {
  let raws = 0;
  return entries.filter((entry) => entry.type !== 'raw' || raws++ % 2 === 0);
}

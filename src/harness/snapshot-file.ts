import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { LeaklabError } from '../errors.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { SnapshotError } from '../heap/snapshot-error.ts';
import type { SnapshotReader, SnapshotReaderOptions } from '../heap/snapshot-reader.ts';
import { createIdReader, createSnapshotReader } from '../heap/snapshot-reader.ts';
import { packageRoot } from '../package-root.ts';

export interface SnapshotFileOptions {
  /** What reading may allocate in all; by default `defaultMemoryBytes()`. */
  readonly memoryBytes?: number | undefined;
}

/** The heap that a `.heapsnapshot` file describes; the file may be gzipped. */
export function readSnapshotFile(
  path: string,
  options: SnapshotFileOptions = {},
): Promise<HeapGraph> {
  return readFile(path, options, createSnapshotReader);
}

/** V8's number of each of its objects, in the order of the file: no more of it is read than that. */
export function readSnapshotIds(
  path: string,
  options: SnapshotFileOptions = {},
): Promise<Uint32Array> {
  return readFile(path, options, createIdReader);
}

/** Half of what the machine, or its container, has: the other half is for what is made of the heap. */
export function defaultMemoryBytes(): number {
  // 0 or undefined where nothing constrains it, and above what there is where a limit is none.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(totalmem(), constrained) / 2);
}

let compiled: WebAssembly.Module | undefined;

/** `snapshot.wasm`, compiled once. */
export function snapshotModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    readFileSync(join(packageRoot(), 'src', 'heap', 'snapshot.wasm')),
  );
  return compiled;
}

type CreateReader<Result> = (
  module: WebAssembly.Module,
  options: SnapshotReaderOptions,
) => SnapshotReader<Result>;

async function readFile<Result>(
  path: string,
  { memoryBytes = defaultMemoryBytes() }: SnapshotFileOptions,
  create: CreateReader<Result>,
): Promise<Result> {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const stats = fstatSync(file);
    const sizeBytes = stats.isFile() ? stats.size : undefined;
    const first = Buffer.alloc(FIRST_BYTES);
    const length = readSync(file, first);
    if (length === 0) throw new LeaklabError('snapshot', `${path} is empty. ${HOW_TO_TAKE}`);
    const begin = first.subarray(0, length);
    const isGzipped = begin[0] === 0x1f && begin[1] === 0x8b;
    // What is zipped may be of any length.
    const inputBytes = isGzipped ? undefined : sizeBytes;
    const reader = create(snapshotModule(), { memoryBytes, inputBytes });
    if (isGzipped) await unzip(file, begin, reader);
    else readInto(reader, file, begin);
    return reader.end();
  } catch (thrown) {
    throw described(path, thrown);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Enough to tell what a file is. */
const FIRST_BYTES = 4096;

/** Straight into the reader's memory: a piece is copied by the system alone. */
function readInto(reader: SnapshotReader<unknown>, file: number, begin: Buffer): void {
  reader.write(begin);
  while (!reader.isDone) {
    const length = readSync(file, reader.input);
    if (length === 0) return;
    reader.advance(length);
  }
}

async function unzip(file: number, begin: Buffer, reader: SnapshotReader<unknown>): Promise<void> {
  function* pieces(): Generator<Buffer> {
    yield begin;
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  }
  await pipeline(pieces, createGunzip({ chunkSize: PIECE_BYTES }), async (unzipped) => {
    for await (const chunk of unzipped) {
      reader.write(chunk as Buffer);
      if (reader.isDone) return;
    }
  }).catch((thrown: unknown) => {
    // To stop reading halfway counts as a failure.
    if (!reader.isDone) throw thrown;
  });
}

const PIECE_BYTES = 1 << 18;

const HOW_TO_TAKE =
  'Heap snapshots are taken with v8.writeHeapSnapshot(), node --heapsnapshot-signal or DevTools.';

function described(path: string, thrown: unknown): unknown {
  if (thrown instanceof LeaklabError) return thrown;
  if (thrown instanceof SnapshotError) {
    const hint = thrown.readable === 'nothing' ? ` ${HOW_TO_TAKE}` : '';
    return new LeaklabError('snapshot', `Can't read ${path}: ${thrown.message}${hint}`, {
      cause: thrown,
    });
  }
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return thrown;
  const isOfZip = code.startsWith('Z_');
  const why = isOfZip ? `it is gzipped, but not whole (${message})` : (WHY[code] ?? message);
  return new LeaklabError(isOfZip ? 'snapshot' : 'io', `Can't read ${path}: ${why}.`, {
    cause: thrown,
  });
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
};

import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { getHeapSnapshot, getHeapStatistics } from 'node:v8';
import { threadId } from 'node:worker_threads';
import { LeaklabError } from '../errors.ts';
import { bytes } from '../report/format.ts';

export interface SnapshotRoom {
  readonly folder: string;
  /** What the snapshots in the folder may take together. */
  readonly budgetBytes: number;
}

/**
 * Writes a snapshot of this isolate's heap, readable to the user alone, under its name only when it is
 * whole; returns its path, or null where this process has written one already. The isolate stands still
 * while V8 collects the objects. Throws a LeaklabError (`io`) where there is no room for it.
 */
export async function snapshotOnLeak(room: SnapshotRoom): Promise<string | null> {
  const { folder } = room;
  await mkdir(folder, { recursive: true });
  const part = join(folder, `${PREFIX}${process.pid}${PART}`);
  const file = await lock(part);
  if (file === null) return null;
  try {
    if (await hasOne(folder)) return null;
    await removeLeft(folder);
    let leftBytes = await roomFor(room, part);
    for await (const chunk of getHeapSnapshot() as AsyncIterable<Buffer>) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) throw noRoom(`the snapshot is larger than what ${folder} may still take`);
      await file.writeFile(chunk);
    }
    const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
    const path = join(folder, `${PREFIX}${process.pid}-${threadId}-${time}${SUFFIX}`);
    await rename(part, path);
    return path;
  } finally {
    await file.close();
    await rm(part, { force: true });
  }
}

const PREFIX = 'leaklab-';
const SUFFIX = '.heapsnapshot';
const PART = '.heapsnapshot.part';
const OWNER_ALONE = 0o600;

/** Null where another thread of this process writes its snapshot. */
async function lock(part: string): Promise<FileHandle | null> {
  // A process of the same number was killed while it wrote.
  const left = await stat(part).catch(() => null);
  if (left !== null && left.mtimeMs < startMs()) await rm(part, { force: true });
  return open(part, 'wx', OWNER_ALONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
}

const startMs = (): number => Date.now() - process.uptime() * 1000;

async function hasOne(folder: string): Promise<boolean> {
  const own = (await readdir(folder)).filter(
    (name) => name.startsWith(`${PREFIX}${process.pid}-`) && name.endsWith(SUFFIX),
  );
  const times = await Promise.all(
    own.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.some((time) => time >= startMs());
}

/** What processes had begun that were killed meanwhile: nothing is written to it any more. */
async function removeLeft(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter(
    (name) => name.startsWith(PREFIX) && name.endsWith(PART),
  );
  for (const name of parts) {
    const path = join(folder, name);
    const left = await stat(path).catch(() => null);
    if (left !== null && Date.now() - left.mtimeMs > UNWRITTEN_MS) await rm(path, { force: true });
  }
}

/** V8 writes on and on, but for the time that it takes to see the heap as a whole. */
const UNWRITTEN_MS = 15 * 60_000;

/** Bytes that the snapshot may have. */
async function roomFor({ folder, budgetBytes }: SnapshotRoom, part: string): Promise<number> {
  const heapBytes = getHeapStatistics().used_heap_size;
  const free = await freeBytes(folder);
  const left = Math.min(
    budgetBytes - (await takenBytes(folder, part)),
    free === null ? Number.POSITIVE_INFINITY : free / FREE_FACTOR,
  );
  if (left < TEXT_FACTOR * heapBytes) {
    const needed = bytes(TEXT_FACTOR * heapBytes);
    throw noRoom(`it may take ${needed}, and ${folder} has room for ${bytes(Math.max(0, left))}`);
  }
  const memory = process.availableMemory?.() ?? Number.POSITIVE_INFINITY;
  if (memory < MEMORY_FACTOR * heapBytes) {
    throw noRoom(
      `V8 may need ${bytes(MEMORY_FACTOR * heapBytes)} of memory to take it, and there are ${bytes(memory)}`,
    );
  }
  return left;
}

/** A heap of 50 MB of small objects has a snapshot of 114 MB of text. */
const TEXT_FACTOR = 2.5;
/** While it was taken, 200 MB of small objects needed 2.4 GB more. */
const MEMORY_FACTOR = 12;
/** The rest is for whoever else writes to the disk. */
const FREE_FACTOR = 2;

/** Null where the system doesn't tell. */
const freeBytes = (folder: string): Promise<number | null> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );

async function takenBytes(folder: string, except: string): Promise<number> {
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(PREFIX) && name.includes(SUFFIX) && join(folder, name) !== except,
  );
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const noRoom = (why: string): LeaklabError =>
  new LeaklabError('io', `no snapshot was taken: ${why}.`);

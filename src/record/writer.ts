import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LeaklabError } from '../errors.ts';
import type { Entry, Header } from './schema.ts';

/**
 * Appends one recording. Each line is handed to the kernel before `write` returns, so a `kill -9`
 * of this process loses at most the line being written.
 */
export interface RecordingWriter {
  readonly path: string;
  write(entry: Entry): void;
  close(): void;
}

/** Creates the recording. An existing file is replaced only with `overwrite`. */
export function createRecording(
  path: string,
  header: Header,
  options: { overwrite?: boolean } = {},
): RecordingWriter {
  const file = open(path, options.overwrite === true);
  let open_ = true;

  const append = (line: object): void => {
    if (!open_) return;
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let at = 0; at < text.length; ) at += writeSync(file, text, at);
    } catch (cause) {
      throw new LeaklabError('io', unwritable(path, cause, 'what was written before is kept'), {
        cause,
      });
    }
  };
  append(header);
  return {
    path,
    write: append,
    close() {
      if (open_) closeSync(file);
      open_ = false;
    },
  };
}

function open(path: string, overwrite: boolean): number {
  let madeFolder = false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    madeFolder = true;
    return openSync(path, overwrite ? 'w' : 'wx');
  } catch (cause) {
    // `mkdir` says EEXIST, too, where a part of the path is a file.
    if (madeFolder && (cause as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new LeaklabError(
        'io',
        `${path} exists. Recordings are not overwritten: name another folder with --output, or replace it with --force.`,
      );
    }
    throw new LeaklabError(
      'io',
      unwritable(path, cause, 'name a folder that can be written with --output'),
      { cause },
    );
  }
}

function unwritable(path: string, cause: unknown, hint: string): string {
  const { code } = cause as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'no permission to write there'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'a part of the path is a file'
          : (cause as Error).message;
  return `Can't write ${path}: ${why}; ${hint}.`;
}

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LeaklabError } from '../errors.ts';
import type { Measured } from '../harness/measure.ts';
import { recordingName } from '../harness/recording-name.ts';

/**
 * The folder for recordings and charts, made and known to be writable before anything is measured:
 * the one asked for, or a new one named after the time, so that no run overwrites another.
 */
export function prepareOutput(
  asked: string | null,
  overwrite: boolean,
  targets: readonly Measured[],
): string {
  const folder = asked ?? freshFolder('leaklab-results');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new LeaklabError(
      'io',
      `Can't write to the output folder ${folder}: ${reason(cause)}. Name another with --output.`,
      { cause },
    );
  }
  const inTheWay = targets
    .map((target) => join(folder, recordingName(target.subject)))
    .find(existsSync);
  if (inTheWay !== undefined && !overwrite) {
    throw new LeaklabError(
      'io',
      `${inTheWay} exists. Recordings are not overwritten: name another folder with --output, or replace them with --force.`,
    );
  }
  return folder;
}

/** "leaklab-results/2026-01-31T12-00-00", with a number behind it where that is taken. */
function freshFolder(parent: string): string {
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  for (let i = 1; ; i++) {
    const folder = join(parent, i === 1 ? name : `${name}-${i}`);
    if (!existsSync(folder)) return folder;
  }
}

function reason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'no permission';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a part of the path is a file';
  if (code === 'ENOSPC') return 'the disk is full';
  return message;
}

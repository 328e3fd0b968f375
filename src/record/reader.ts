import { readFileSync } from 'node:fs';
import { LeaklabError } from '../errors.ts';
import type { Entry, Header, RecordLine } from './schema.ts';
import { RECORDING_SCHEMA, recordSchema } from './schema.ts';

export interface Recording {
  readonly header: Header;
  readonly entries: readonly Entry[];
  /** What was odd about the file, in words: a torn last line, no outcome. Empty where it is whole. */
  readonly remarks: readonly string[];
}

export function readRecording(path: string): Recording {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LeaklabError('io', `Can't read ${path}: ${reason(cause)}.`, { cause });
  }
  return parseRecording(text, path);
}

/**
 * Parses newline-delimited records. A last line that is cut off is left out and remarked; any
 * other broken line is an error that names its number.
 */
export function parseRecording(text: string, name: string): Recording {
  const lines = text.split('\n');
  const remarks: string[] = [];
  const last = lines.pop();
  if (last !== undefined && last !== '') {
    remarks.push(
      'The last line is torn (the writer was killed, or the disk was full); all before it was read.',
    );
  }
  const records = lines.filter((line) => line.trim() !== '').map((line, i) => parse(line, i, name));
  const [header, ...entries] = records;
  if (header?.type !== 'header') {
    throw new LeaklabError(
      'recording',
      `${name} is no recording: expected a header of "${RECORDING_SCHEMA}" in line 1, found ${
        header === undefined ? 'an empty file' : `a ${header.type}`
      }.`,
    );
  }
  const stray = entries.findIndex((entry) => entry.type === 'header');
  if (stray !== -1) {
    throw new LeaklabError(
      'recording',
      `${name} has a second header in line ${stray + 2}: a file holds one recording.`,
    );
  }
  if (entries.at(-1)?.type !== 'outcome') {
    remarks.push('There is no outcome: the run was cut off.');
  }
  return { header, entries: entries as Entry[], remarks };
}

function parse(line: string, index: number, name: string): RecordLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new LeaklabError(
      'recording',
      `${name} is no recording: line ${index + 1} is not JSON (it begins ${JSON.stringify(line.slice(0, 30))}). Expected the .ndjson that leaklab run writes.`,
    );
  }
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the line';
  throw new LeaklabError(
    'recording',
    `${name}, line ${index + 1}: ${where}: ${issue?.message ?? 'unknown shape'}. Expected a record of "${RECORDING_SCHEMA}".`,
  );
}

function reason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the .ndjson files in it';
  return message;
}

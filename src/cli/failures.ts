import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../report/one-line.ts';
import type { Result } from '../report/result.ts';

/** One line for each subject that failed: why, where, and what is left of it. */
export function failureLines(results: readonly Result[]): string[] {
  return results
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ subject, reason, error, recording }) => {
      const why = oneLine(reason ?? 'it failed');
      // Ours say what is wrong with the subject; where we found out is of no use.
      const where = error?.name === 'LeaklabError' ? null : placeIn(error?.stack ?? '');
      const at = where === null ? '' : ` (${oneLine(where)})`;
      return `${oneLine(subject.name)}: ${why}${at}. Recorded in ${recording}`;
    });
}

/** Of the topmost call that is in a file: not within Node. */
function placeIn(stack: string): string | null {
  for (const line of stack.split('\n')) {
    const found = /^\s+at (?:.*\()?((?:file:\/\/)?[^():]*(?::[\\/][^():]*)?:\d+:\d+)\)?$/.exec(
      line,
    )?.[1];
    const [, file = '', at = ''] = /^(.*?):(\d+:\d+)$/.exec(found ?? '') ?? [];
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    if (isAbsolute(path)) return `${typed(path)}:${at}`;
  }
  return null;
}

function typed(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

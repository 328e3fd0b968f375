import { LeaklabError } from '../errors.ts';
import { subjectName } from '../record/subject-name.ts';
import type { Report, Result } from './result.ts';

/** Leaks that are known and meant, each with the reason why. */
export type AllowList = readonly AllowEntry[];

export interface AllowEntry {
  readonly pattern: string;
  readonly reason: string;
}

/**
 * Reads lines of "leak:pattern  # reason". The reason may also stand in comments above, which hold
 * down to the next empty line or comment. `name` is that of the file, for errors.
 */
export function parseAllowList(text: string, name: string): AllowList {
  const entries: AllowEntry[] = [];
  let above: string[] = [];
  let commentEnded = false;
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = line.trim();
    if (content.startsWith('#')) {
      above = [...(commentEnded ? [] : above), content.replace(/^#+\s*/, '')];
      commentEnded = false;
    } else if (content === '') {
      above = [];
    } else {
      commentEnded = true;
      entries.push(entryOf(content, above.join(' ').trim(), `${name}:${i + 1}`));
    }
  }
  return entries;
}

function entryOf(content: string, above: string, where: string): AllowEntry {
  const [, pattern = '', behind = ''] = /^leak:(.*?)(?:\s+#+(.*))?$/.exec(content) ?? [];
  if (pattern.trim() === '') {
    throw new LeaklabError(
      'usage',
      `${where}: expected "leak:pattern  # reason", found ${JSON.stringify(content)}.`,
    );
  }
  const reason = behind.trim() || above;
  if (reason === '') {
    throw new LeaklabError(
      'usage',
      `${where}: leak:${pattern.trim()} has no reason. Say why it is allowed, behind it ("leak:${pattern.trim()}  # why") or in a comment above.`,
    );
  }
  return { pattern: pattern.trim(), reason };
}

/** Marks the leaks that the list excuses, by the first entry that matches, and counts its uses. */
export function applyAllowList(
  results: readonly Result[],
  list: AllowList,
): { results: Result[]; allowed: NonNullable<Report['allowed']> } {
  const marked = results.map((result) => {
    const entry =
      result.verdict === 'leak' ? list.find(({ pattern }) => matches(pattern, result)) : undefined;
    return { entry, result: entry === undefined ? result : { ...result, allowed: { ...entry } } };
  });
  return {
    results: marked.map(({ result }) => result),
    allowed: list.map((entry) => ({
      ...entry,
      used: marked.filter((one) => one.entry === entry).length,
    })),
  };
}

/**
 * Whether a pattern is all of a subject's name or path, or all that follows one of the path's
 * slashes; `*` stands for any characters, slashes too.
 */
function matches(pattern: string, { subject }: Result): boolean {
  const pieces = pattern.replaceAll('\\', '/').split('*');
  const path = subject.path?.replaceAll('\\', '/') ?? '';
  const ends = [...path.matchAll(/\//g)].map(({ index }) => path.slice(index + 1));
  return [subject.name, subjectName(subject), path, ...ends].some((text) => isMadeOf(pieces, text));
}

/** Not by a regular expression: `*a*a*a*b` would take one for ever. */
function isMadeOf(pieces: readonly string[], text: string): boolean {
  const [first, ...rest] = pieces;
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first!)) return false;
  let at = first!.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

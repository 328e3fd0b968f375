import { LeaklabError } from '../errors.ts';
import type { HeapQuestion } from '../harness/ask-heap.ts';
import { bytes, whole } from '../options.ts';

const FORMATS = ['terminal', 'json', 'html', 'flamegraph'] as const;
type Format = (typeof FORMATS)[number];

export const DEFAULT_TOP = 10;

export function formatOf(text = 'terminal'): Format {
  const format = FORMATS.find((name) => name === text);
  if (format !== undefined) return format;
  throw new LeaklabError('usage', `--format ${text}: expected ${FORMATS.join(', ')}.`);
}

export function questionOf(
  paths: readonly string[],
  id: string | undefined,
  name: string | undefined,
  format: Format,
): HeapQuestion {
  const [first, second, third, ...more] = paths;
  if (first === undefined || more.length > 0) {
    const got = first === undefined ? 'none' : String(paths.length);
    throw new LeaklabError(
      'usage',
      `leaklab heap needs a snapshot, or two or three of them to compare; got ${got}.`,
    );
  }
  const special = [
    ...(id === undefined ? [] : ['--path']),
    ...(name === undefined ? [] : ['--class']),
    ...(format === 'flamegraph' ? ['--format flamegraph'] : []),
  ];
  if (special.length > 1) {
    throw new LeaklabError('usage', `Of ${special.join(' and ')}, only one can be answered.`);
  }
  if (second !== undefined) {
    if (special.length > 0) {
      throw new LeaklabError('usage', `${special[0]} is of one snapshot; got ${paths.length}.`);
    }
    return { kind: 'growth', before: first, path: second, after: third ?? null };
  }
  if (id !== undefined) return { kind: 'object', path: first, id: idOf(id) };
  if (name !== undefined) return { kind: 'class', path: first, name };
  return { kind: format === 'flamegraph' ? 'icicle' : 'summary', path: first };
}

function idOf(text: string): number {
  // As DevTools and this command write it.
  const id = whole(text.replace(/^@/, ''), 0, 2 ** 32 - 1);
  if (id !== null) return id;
  throw new LeaklabError(
    'usage',
    `--path ${JSON.stringify(text)} can't be used: expected the number of an object, such as 43657 or @43657.`,
  );
}

export function topOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TOP;
  const top = whole(text, 1, 10_000);
  if (top !== null) return top;
  throw new LeaklabError(
    'usage',
    `--top ${JSON.stringify(text)} can't be used: expected a number from 1 to 10000.`,
  );
}

export function memoryOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const memory = bytes(text);
  if (memory !== null && memory > 0) return memory;
  throw new LeaklabError(
    'usage',
    `--memory ${JSON.stringify(text)} can't be used: expected a size such as 512MiB or 4GiB.`,
  );
}

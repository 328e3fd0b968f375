import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabelledProgram, Line } from './labelled.ts';
import type { Answer, Said } from './measure.ts';

/** What is asked of each answer. */
export const QUESTIONS = ['verdict', 'mechanism', 'holder', 'line'] as const;
export type Question = (typeof QUESTIONS)[number];

/** One answer beside the truth. */
export interface Compared {
  readonly right: boolean;
  readonly got: string;
  readonly expected: string;
}

export interface Comparison {
  readonly id: string;
  readonly questions: Readonly<Record<Question, Compared>>;
}

/** Where the verdict is another than `leak`, all else is wrong too: nobody is told who holds it. */
export function compare({ program, result }: Answer): Comparison {
  const found = result?.verdict === 'leak' ? result : null;
  return {
    id: program.id,
    questions: {
      verdict: { right: found !== null, got: verdictText(result), expected: 'leak' },
      mechanism: mechanism(program, found),
      holder: holder(program, found),
      line: line(program, found),
    },
  };
}

function verdictText(result: Said | null): string {
  if (result === null) return 'no result';
  return result.reason === null ? result.verdict : `${result.verdict}: ${result.reason}`;
}

function mechanism(program: LabelledProgram, found: Said | null): Compared {
  // Of a heap that nobody looked into, `unknown` is no answer.
  const looked = found !== null && (found.heldBy !== null || found.allocatedAt !== null);
  const got = looked ? found.mechanism : null;
  return {
    right: got !== null && program.mechanism.includes(got),
    got: got ?? NOTHING,
    expected: program.mechanism.join(' or '),
  };
}

function holder(program: LabelledProgram, found: Said | null): Compared {
  const path = found?.heldBy?.[0]?.path.join(' › ') ?? null;
  return {
    right: path !== null && program.holder.every((word) => hasWord(path, word)),
    got: path ?? NOTHING,
    expected: program.holder.map((word) => word.replaceAll('|', ' or ')).join(', '),
  };
}

function line(program: LabelledProgram, found: Said | null): Compared {
  const first = found?.allocatedAt?.[0];
  const got =
    first?.file == null || first.line === null
      ? null
      : `${fromFolder(program, first.file)}:${first.line}`;
  return {
    right: program.lines.some((one) => isAt(one, first?.file ?? null, first?.line ?? null)),
    got: got ?? (first === undefined ? NOTHING : `in ${first.function}`),
    expected: program.lines.map((one) => `${basename(one.file)}:${one.line}`).join(' or '),
  };
}

/** As from the program's folder: where that lies differs from machine to machine. */
const fromFolder = (program: LabelledProgram, file: string): string =>
  relative(dirname(program.file), resolve(pathOf(file)));

const NOTHING = 'nothing';

/** A part of an identifier is no word of the path: `map` is not in `bitmap`. */
export function hasWord(path: string, word: string): boolean {
  const either = word.split('|').map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w$])(?:${either.join('|')})(?![\\w$])`, 'i').test(path);
}

/** A file may be told in full, as a URL, or from some folder on. */
function isAt(expected: Line, file: string | null, number: number | null): boolean {
  if (file === null || number !== expected.line) return false;
  const path = pathOf(file).replace(/^(\.{1,2}\/)+/, '');
  return expected.file === path || expected.file.endsWith(`/${path}`);
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

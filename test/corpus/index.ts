import { basename, extname, join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { clean } from './clean.ts';
import { hardClean } from './hard-clean.ts';
import { hardLeaks } from './hard-leaks.ts';
import { leaks } from './leaks.ts';
import type { CleanRow, LeakRow, Memory, Rate } from './rows.ts';

/** A program whose answer is known. Of all this, what is measured is told file, export and input. */
export interface CorpusProgram {
  readonly id: string;
  /** The absolute path. */
  readonly file: string;
  readonly verdict: 'leak' | 'clean';
  /** Whether it resembles the other kind: it grows for a while, or leaks rarely or late. */
  readonly hard: boolean;
  /** The shape of its memory, or what fills it. */
  readonly kind: string;
  readonly memory: Memory | null;
  readonly bytesPerOperation: Rate | null;
  readonly export?: string;
  readonly input?: unknown;
  /** The operation from which on it is bounded, or leaks in full. */
  readonly steadyAfter: number;
  /** Why it is what it is. */
  readonly about: string;
}

/** Programs with the truth about them, which `scripts/corpus-truth.ts` compares with what they do. */
export const corpus: readonly CorpusProgram[] = [
  ...clean.map((row) => cleanProgram(row, false)),
  ...hardClean.map((row) => cleanProgram(row, true)),
  ...leaks.map((row) => leakingProgram(row, false)),
  ...hardLeaks.map((row) => leakingProgram(row, true)),
];

function cleanProgram([name, kind, about, options]: CleanRow, hard: boolean): CorpusProgram {
  return {
    ...named(name),
    verdict: 'clean',
    hard,
    kind,
    memory: null,
    bytesPerOperation: null,
    steadyAfter: 0,
    about,
    ...options,
  };
}

function leakingProgram(row: LeakRow, hard: boolean): CorpusProgram {
  const [name, kind, memory, bytes, about, options] = row;
  const [low, high] = typeof bytes === 'number' ? [bytes, bytes] : bytes;
  const value = (low + high) / 2;
  return {
    ...named(name),
    verdict: 'leak',
    hard,
    kind,
    memory,
    bytesPerOperation: low === high ? { value } : { value, low, high },
    steadyAfter: 0,
    about,
    ...options,
  };
}

function named(name: string): { id: string; file: string } {
  return {
    id: basename(name, extname(name)),
    file: join(packageRoot(), 'test', 'corpus', 'programs', name),
  };
}

import type { Memory } from '../../src/record/schema.ts';

/** A program whose answer is known. What is measured is told its file, export and input alone. */
export interface Program {
  readonly id: string;
  /** Of the corpus, or planted: a leak of a size that is known to the byte. */
  readonly set: 'corpus' | 'coverage';
  readonly file: string;
  readonly export: string | null;
  readonly input: unknown;
  readonly truth: Truth;
}

export interface Truth {
  readonly verdict: 'leak' | 'clean';
  readonly hard: boolean;
  readonly kind: string;
  readonly memory: Memory | null;
  /** What it really leaks; null where it is clean, or can't be said. */
  readonly bytesPerOperation: Rate | null;
}

/** A rate that is no single number (it changes with the phase of its steps) lies within bounds. */
export interface Rate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

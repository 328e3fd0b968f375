import type { Point } from '../../src/analysis/series.ts';
import type { Entry, Header, Memory, RecordedError } from '../../src/record/schema.ts';
import type { MemoryFacts } from '../../src/report/memory-facts.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { header, outcome, samplesOf } from './recording.ts';

/** Floors on a line: `count` of them, at 0 operations and up to `end`. */
export function line(
  bytesPerOperation: number,
  { count = 13, end = 12_000, startBytes = 4 * 2 ** 20 } = {},
): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const operations = Math.round((end * i) / (count - 1));
    const bytes = Math.round(startBytes + bytesPerOperation * operations);
    return { operations, bytes, operatingMs: 20 * i };
  });
}

type Judgement = Finding['judgement'];

export const judged = (
  memory: Memory,
  points: readonly Point[],
  growth: Judgement['memories'][number]['growth'],
): Judgement['memories'][number] => ({ memory, growth, toleranceBytes: 8192, points });

/** A module of the user's, measured as `leaklab check` does, and judged as it is said here. */
export function checked(
  judgement: Pick<Judgement, 'verdict'> & Partial<Judgement>,
  entries: readonly Entry[],
  over: Partial<Header> = {},
): Finding {
  return {
    header: header({
      subject: {
        name: 'cache.mjs',
        kind: 'module',
        path: 'src/cache.mjs',
        implementation: null,
        variant: null,
      },
      expected: null,
      ...over,
    }),
    entries,
    judgement: {
      reason: null,
      memory: null,
      growth: null,
      upperBoundBytesPerOperation: null,
      memories: [],
      threads: [],
      native: null,
      ...judgement,
    },
    path: 'results/cache.mjs.ndjson',
  };
}

export function checkedLeak(over: Partial<Header> = {}): Finding {
  const floors = line(64);
  const buffers = line(0, { startBytes: 18_432 });
  const growth = {
    bytesPerOperation: { estimate: 64, low: 63.9, high: 64.1 },
    confidence: 0.999,
    shape: 'linear',
    from: floors[0]!,
  } as const;
  return checked(
    {
      verdict: 'leak',
      memory: 'js-heap',
      growth: { ...growth, confidence: 0.999 },
      memories: [
        judged('js-heap', floors, { kind: 'growing', rule: 'regular', ...growth }),
        judged('array-buffers', buffers, { kind: 'flat', upperBound: 0.0013 }),
      ],
    },
    [...samplesOf({ 'js-heap': floors, 'array-buffers': buffers }), outcome({ elapsedMs: 640 })],
    over,
  );
}

export function checkedClean(over: Partial<Header> = {}): Finding {
  const floors = line(0.05);
  return checked(
    {
      verdict: 'clean',
      upperBoundBytesPerOperation: 0.0284,
      memories: [judged('js-heap', floors, { kind: 'flat', upperBound: 0.0284 })],
    },
    [...samplesOf({ 'js-heap': floors }), outcome({ elapsedMs: 1200 })],
    over,
  );
}

export function checkedOpen(over: Partial<Header> = {}): Finding {
  const floors = line(40);
  return checked(
    {
      verdict: 'inconclusive',
      reason: 'the JS heap grew, but ever slower: a cache may still be filling',
      memories: [
        judged('js-heap', floors, { kind: 'undecided', why: 'slowing', upperBound: 12.3 }),
      ],
    },
    [...samplesOf({ 'js-heap': floors }), outcome({ end: 'budget', elapsedMs: 10_000 })],
    over,
  );
}

export function checkedFailure(error: RecordedError): Finding {
  const floors = line(0, { count: 2, end: 769 });
  return checked(
    {
      verdict: 'failed',
      reason: `${error.name}: ${error.message}`,
      memories: [
        judged('js-heap', floors, { kind: 'undecided', why: 'too-few-floors', upperBound: null }),
      ],
    },
    [...samplesOf({ 'js-heap': floors }), outcome({ end: 'failed', error, elapsedMs: 786 })],
  );
}

export function facts(over: Partial<MemoryFacts> = {}): MemoryFacts {
  return {
    memory: 'js-heap',
    kind: 'growing',
    bytesPerOperation: { estimate: 64, low: 63.9, high: 64.1 },
    shape: 'linear',
    upperBound: null,
    why: null,
    floors: line(64),
    fromOperations: 0,
    rule: null,
    toleranceBytes: 8192,
    ...over,
  };
}

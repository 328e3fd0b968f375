import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import type { Entry, Header } from '../../src/record/schema.ts';
import { resultSchema } from '../../src/report/result.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { resultOf } from '../../src/report/result-of.ts';
import {
  EVERY_KIND,
  header,
  outcome,
  outOfMemory,
  raw,
  SETTINGS,
  sample,
  samplesOf,
} from '../helpers/recording.ts';
import { floors, leak, nothing } from '../helpers/series.ts';

function finding(entries: readonly Entry[], over: Partial<Header> = {}): Finding {
  const head = header(over);
  const { settings, controls } = head;
  return {
    header: head,
    entries,
    judgement: judge({ settings, controls, entries }),
    path: 'x.ndjson',
  };
}

const LEAKING = [
  ...samplesOf({ 'js-heap': floors(leak(1024), { count: 24, end: 24_000, startBytes: 2 ** 20 }) }),
  outcome({ elapsedMs: 640 }),
];
const CLEAN = [...samplesOf({ 'js-heap': floors(nothing, { count: 24 }) }), outcome()];

describe('a result', () => {
  it.each([
    { name: 'a leak', entries: LEAKING },
    { name: 'a clean subject', entries: CLEAN },
    { name: 'every kind of record', entries: EVERY_KIND },
    { name: 'nothing', entries: [] },
  ])('of $name has all fields of the schema, and no other', ({ entries }) => {
    const result = resultOf(finding(entries));
    expect(resultSchema.strict().parse(result)).toEqual(result);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('of a leak says what was found, and where it is recorded', () => {
    expect(resultOf(finding(LEAKING))).toMatchObject({
      subject: header().subject,
      expected: header().expected,
      verdict: 'leak',
      reason: null,
      mechanism: 'unknown',
      memory: 'js-heap',
      growth: {
        bytesPerOperation: { estimate: expect.closeTo(1024, 3), confidence: 0.999 },
        shape: 'linear',
      },
      upperBoundBytesPerOperation: null,
      operations: 24_000,
      batches: 24,
      threads: 1,
      durationMs: 640,
      outOfMemory: null,
      error: null,
      harness: null,
      recording: 'x.ndjson',
    });
  });

  it('of a clean subject has a bound, no mechanism and no time to a limit', () => {
    expect(resultOf(finding(CLEAN))).toMatchObject({
      verdict: 'clean',
      mechanism: null,
      growth: null,
      upperBoundBytesPerOperation: expect.any(Number),
      timeToLimit: null,
    });
  });

  it('takes the verdict from the recording, and the label from its header', () => {
    const result = resultOf(finding(LEAKING, { expected: { verdict: 'clean', mechanism: null } }));
    expect(result).toMatchObject({ verdict: 'leak', expected: { verdict: 'clean' } });
    expect(resultOf(finding(LEAKING, { expected: null })).expected).toBeNull();
  });

  it('counts the operations of all threads, and batches once', () => {
    const entries = [
      sample({ thread: 1, batch: 0, operations: 10 }),
      sample({ thread: 2, batch: 0, operations: 20 }),
      sample({ thread: 1, batch: 1, operations: 30 }),
      sample({ thread: 2, batch: 1, operations: 40 }),
      // What was done after the last floor counts, too.
      raw({ thread: 1, operations: 35 }),
    ];
    const settings = { ...SETTINGS, threads: 2 };
    expect(resultOf(finding(entries, { settings }))).toMatchObject({ operations: 75, batches: 2 });
  });

  it('has the error of a subject that failed', () => {
    const error = { name: 'TypeError', message: 'no', stack: 'TypeError: no' };
    expect(resultOf(finding([outcome({ end: 'failed', error })]))).toMatchObject({
      verdict: 'failed',
      reason: 'TypeError: no',
      error,
    });
  });

  it('says where a limit was met', () => {
    const entries = [...LEAKING.slice(0, -1), outOfMemory(), outcome({ end: 'out-of-memory' })];
    expect(resultOf(finding(entries)).outOfMemory).toEqual({
      memory: 'js-heap',
      operations: 50_000,
      limitBytes: SETTINGS.limitBytes,
      message: 'Worker terminated due to reaching memory limit: JS heap out of memory',
    });
  });

  it('says how the harness itself fared, where two collections of it were seen', () => {
    const seen = (size: unknown): Entry => ({
      type: 'event',
      event: 'memwatch',
      elapsedMs: 1,
      stats: { used_heap_size: size },
    });
    expect(resultOf(finding([seen(100), seen(90), seen(120)])).harness).toEqual({
      firstBytes: 100,
      lastBytes: 120,
      collections: 3,
    });
    expect(resultOf(finding([seen(100), seen('x')])).harness).toBeNull();
  });
});

describe('the time to the limit', () => {
  it('is what the leak takes from nothing to the limit, at the measured pace', () => {
    // 64 MiB less the 1 MiB that stood there before, at 1 KiB an operation.
    const { timeToLimit } = resultOf(finding(LEAKING));
    // The limit is also one of code and metadata: those of a sample here take a million bytes.
    const code = 1_000_000 / 1024;
    expect(timeToLimit?.limit).toBe('worker heap 64 MiB');
    expect(timeToLimit?.operations).toBeGreaterThan(63 * 1024 - code - 3);
    expect(timeToLimit?.operations).toBeLessThan(63 * 1024 - code + 3);
    // 23 batches of 20 ms did 24,000 operations.
    expect(timeToLimit?.seconds).toBeCloseTo((63 * 1024 * 0.46) / 24_000, 1);
  });

  it('is 0 where the limit was passed before', () => {
    const settings = { ...SETTINGS, limitBytes: 2 ** 19 };
    expect(resultOf(finding(LEAKING, { settings })).timeToLimit).toMatchObject({
      operations: 0,
      seconds: 0,
    });
  });

  it.each([
    { memory: 'array-buffers', limit: 'array buffers 64 MiB' },
    { memory: 'external', limit: 'external memory 64 MiB' },
    { memory: 'wasm', limit: 'WASM memory 64 MiB' },
  ] as const)('of $memory is that to its own limit', ({ memory, limit }) => {
    const entries = [...samplesOf({ [memory]: floors(leak(1024), { count: 24 }) }), outcome()];
    expect(resultOf(finding(entries)).timeToLimit?.limit).toBe(limit);
  });
});

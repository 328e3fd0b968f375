import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/record/schema.ts';
import { resultSchema } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { finding } from '../helpers/finding.ts';
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

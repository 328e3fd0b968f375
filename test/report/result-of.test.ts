import { describe, expect, it } from 'vitest';
import type { Entry, Header } from '../../src/record/schema.ts';
import { resultSchema } from '../../src/report/result.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';
import { jsHeap, objectGrowth, steps } from '../helpers/js-heap.ts';
import { EVERY_KIND, outcome, outOfMemory, raw, SETTINGS, sample } from '../helpers/recording.ts';

/** A clean judgement of whatever was recorded. */
const recorded = (entries: readonly Entry[], over: Partial<Header> = {}): Finding => ({
  ...checkedClean(over),
  entries,
});

describe('a result', () => {
  it.each([
    { name: 'a leak', finding: checkedLeak() },
    { name: 'a clean subject', finding: checkedClean() },
    { name: 'what is inconclusive', finding: checkedOpen() },
    { name: 'every kind of record', finding: recorded(EVERY_KIND) },
    { name: 'nothing', finding: recorded([]) },
  ])('of $name has all fields of the schema, and no other', ({ finding }) => {
    const result = resultOf(finding);
    expect(resultSchema.strict().parse(result)).toEqual(result);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('of a leak says what was found, and where it is recorded', () => {
    expect(resultOf(checkedLeak())).toMatchObject({
      subject: { name: 'cache.mjs', kind: 'module' },
      expected: null,
      verdict: 'leak',
      reason: null,
      mechanism: 'unknown',
      memory: 'js-heap',
      growth: {
        bytesPerOperation: { estimate: 64, low: 63.9, high: 64.1, confidence: 0.999 },
        shape: 'linear',
      },
      upperBoundBytesPerOperation: null,
      operations: 12_000,
      batches: 13,
      threads: 1,
      durationMs: 640,
      outOfMemory: null,
      error: null,
      harness: null,
      recording: 'results/cache.mjs.ndjson',
    });
  });

  it('of a clean subject has a bound, no mechanism and no time to a limit', () => {
    expect(resultOf(checkedClean())).toMatchObject({
      verdict: 'clean',
      mechanism: null,
      growth: null,
      upperBoundBytesPerOperation: expect.any(Number),
      timeToLimit: null,
    });
  });

  it('takes the verdict from the recording, and the label from its header', () => {
    const result = resultOf(checkedLeak({ expected: { verdict: 'clean', mechanism: null } }));
    expect(result).toMatchObject({ verdict: 'leak', expected: { verdict: 'clean' } });
    expect(resultOf(checkedLeak()).expected).toBeNull();
  });

  it('counts the requests of a server once, though all its threads tell of them', () => {
    const entries = [
      sample({ thread: 0, batch: 0, operations: 10 }),
      sample({ thread: 1, batch: 0, operations: 10 }),
      sample({ thread: 0, batch: 1, operations: 30 }),
      sample({ thread: 1, batch: 1, operations: 30 }),
    ];
    const settings = { ...SETTINGS, threads: 2, commonOperations: true };
    expect(resultOf(recorded(entries, { settings })).operations).toBe(30);
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
    expect(resultOf(recorded(entries, { settings }))).toMatchObject({ operations: 75, batches: 2 });
  });

  it('has the error of a subject that failed', () => {
    const error = { name: 'TypeError', message: 'no', stack: 'TypeError: no' };
    expect(resultOf(checkedFailure(error))).toMatchObject({
      verdict: 'failed',
      reason: 'TypeError: no',
      error,
    });
  });

  it('says where a limit was met', () => {
    const entries = [outOfMemory(), outcome({ end: 'out-of-memory' })];
    expect(resultOf(recorded(entries)).outOfMemory).toEqual({
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
    expect(resultOf(recorded([seen(100), seen(90), seen(120)])).harness).toEqual({
      firstBytes: 100,
      lastBytes: 120,
      collections: 3,
    });
    expect(resultOf(recorded([seen(100), seen('x')])).harness).toBeNull();
  });

  it('has what was seen of each thread, and of memory that none explains, with confidence', () => {
    const interval = { estimate: 64, low: 63, high: 65 };
    const leaking = {
      thread: 1,
      verdict: 'leak',
      memory: 'js-heap',
      bytesPerOperation: interval,
      upperBoundBytesPerOperation: null,
      requestShare: null,
    } as const;
    const clean = {
      thread: 2,
      verdict: 'clean',
      memory: null,
      bytesPerOperation: null,
      upperBoundBytesPerOperation: 0.02,
      requestShare: null,
    } as const;
    const one = checkedClean({ settings: { ...SETTINGS, confidence: 0.99 } });
    const judgement = {
      ...one.judgement,
      threads: [leaking, clean].map((thread) => ({ ...thread, memories: [] })),
      native: {
        bytesPerOperation: interval,
        processes: [{ pid: 71, bytesPerOperation: interval }],
      },
    };
    const sure = { ...interval, confidence: 0.99 };
    const result = resultOf({ ...one, judgement });
    expect(result).toMatchObject({
      verdict: 'clean',
      perThread: [
        { ...leaking, bytesPerOperation: sure, isolate: null },
        { ...clean, isolate: null },
      ],
      native: { bytesPerOperation: sure, processes: [{ pid: 71, bytesPerOperation: sure }] },
    });
    expect(resultSchema.strict().parse(result)).toEqual(result);
  });

  it.each([
    { isOfConnection: true, share: 0.1, notes: [/^it is held by an open connection .*\+640 B/] },
    { isOfConnection: true, share: 0, notes: [] },
    { isOfConnection: false, share: 0.1, notes: [] },
  ])('says $notes.length times what a request makes on a connection that stays open', (given) => {
    const path = steps(given.isOfConnection ? 'internal bound_this: Socket' : 'context cache: Map');
    const load = {
      ...{ command: ['node', 'a.js'], origin: 'http://127.0.0.1:1', requests: [], varied: false },
      ...{ connections: 10, pipelining: 1, rate: null, lastingShare: given.share },
    };
    const leak = checkedLeak({ load });
    const { notes } = resultOf({
      ...leak,
      entries: [...leak.entries, jsHeap([objectGrowth({ path })])],
    });
    expect(notes).toEqual(given.notes.map((text) => expect.stringMatching(text)));
  });
});

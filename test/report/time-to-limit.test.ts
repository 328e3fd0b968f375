import { describe, expect, it } from 'vitest';
import type { Entry, Header, Sample } from '../../src/record/schema.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { timeToLimit } from '../../src/report/time-to-limit.ts';
import { checked, checkedClean, line } from '../helpers/checked.ts';
import { isolate, outcome, outOfMemory, SETTINGS, samplesOf, TOOL } from '../helpers/recording.ts';

const KIB = 1024;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const ASKED = { ...SETTINGS, limitBytes: 64 * MIB, limitGiven: true };
/** As recordings of versions that did not record them. */
const UNKNOWN = { ...TOOL, heapLimitBytes: null, memoryBytes: null };

type Growing = 'js-heap' | 'array-buffers' | 'external' | 'wasm';

/** A leak of 1 KiB an operation, whatever was recorded. */
function leaking(memory: Growing, entries: readonly Entry[], over: Partial<Header> = {}): Finding {
  const growth = {
    bytesPerOperation: { estimate: KIB, low: KIB, high: KIB },
    shape: 'linear',
    confidence: 0.999,
    from: { operations: 0, bytes: 0, operatingMs: 0 },
  } as const;
  return checked({ verdict: 'leak', memory, growth }, entries, over);
}

const growing = (memory: Growing, over: Partial<Header> = {}): Finding =>
  leaking(memory, [...samplesOf({ [memory]: line(KIB, { startBytes: MIB }) }), outcome()], over);

/** Of the JS heap a million bytes of a sample here are code and metadata, which the limit includes. */
const CODE_BYTES = 1_000_000;

describe('the time to the limit', () => {
  it.each([
    { memory: 'js-heap', limit: 'heap limit 4 GiB', limitBytes: 4 * GIB, before: MIB + CODE_BYTES },
    { memory: 'array-buffers', limit: 'machine memory 16 GiB', limitBytes: 16 * GIB, before: MIB },
    { memory: 'external', limit: 'machine memory 16 GiB', limitBytes: 16 * GIB, before: MIB },
    { memory: 'wasm', limit: 'WASM memory 4 GiB', limitBytes: 4 * GIB, before: MIB },
  ] as const)('of $memory is that to what binds a program here: $limit', (given) => {
    const { memory, limit, limitBytes, before } = given;
    const time = timeToLimit(growing(memory))!;
    expect(time).toMatchObject({ limit, limitBytes });
    expect(Math.abs(time.operations - (limitBytes - before) / KIB)).toBeLessThan(200);
  });

  it.each([
    { memory: 'js-heap', limit: 'worker heap 64 MiB' },
    { memory: 'array-buffers', limit: 'array buffers 64 MiB' },
    { memory: 'external', limit: 'external memory 64 MiB' },
    { memory: 'wasm', limit: 'WASM memory 64 MiB' },
  ] as const)('of $memory is that to $limit where this was asked for', ({ memory, limit }) => {
    expect(timeToLimit(growing(memory, { settings: ASKED }))?.limit).toBe(limit);
  });

  it('of a .wasm is that to the maximum which the module declares', () => {
    const finding = growing('wasm', { wasmMaximumBytes: 16 * MIB });
    expect(timeToLimit(finding)).toMatchObject({ limit: 'WASM memory 16 MiB' });
    expect(timeToLimit(growing('js-heap', { wasmMaximumBytes: 16 * MIB }))!.limit).toMatch(/^heap/);
  });

  it('is that to the limit of the run where the subject met it', () => {
    const { entries } = growing('js-heap');
    expect(timeToLimit(leaking('js-heap', [outOfMemory(), ...entries]))?.limit).toBe(
      'worker heap 64 MiB',
    );
  });

  it.each(['js-heap', 'array-buffers', 'external'] as const)(
    'of %s is that to the limit of the run where that of the machine is not recorded',
    (memory) => {
      expect(timeToLimit(growing(memory, { tool: UNKNOWN }))?.limitBytes).toBe(64 * MIB);
    },
  );

  it('is 0 where the limit was passed before', () => {
    const settings = { ...ASKED, limitBytes: MIB / 2 };
    expect(timeToLimit(growing('js-heap', { settings }))).toMatchObject({
      operations: 0,
      seconds: 0,
    });
  });

  it('is not known where nothing leaks', () => {
    expect(timeToLimit(checkedClean())).toBeNull();
    expect(timeToLimit(leaking('js-heap', []))).toBeNull();
  });
});

describe('of a server, the limit that binds is', () => {
  const LOAD = {
    ...{ command: ['node', 'a.js'], origin: 'http://127.0.0.1:1', requests: [], varied: false },
    ...{ connections: 10, pipelining: 1, rate: null, lastingShare: 0.1 },
  };
  const over = { load: LOAD, settings: { ...SETTINGS, commonOperations: true } };
  /** Thread 1 is a worker of 32 MiB, thread 0 the main thread of its process. */
  const server = (
    memory: Growing,
    event: Partial<ReturnType<typeof isolate>>,
    sampled: Partial<Sample> = {},
  ): Finding =>
    leaking(
      memory,
      [
        isolate({ heapLimitBytes: 32 * MIB, ...event } as never),
        ...samplesOf({ [memory]: line(KIB, { startBytes: MIB }) }, sampled),
        outcome(),
      ],
      over,
    );

  it.each([
    { what: "a worker's own", memory: 'js-heap', event: {}, limit: 'worker heap 32 MiB' },
    {
      what: 'the heap limit',
      memory: 'js-heap',
      event: { threadId: 0 },
      limit: 'heap limit 32 MiB',
    },
    {
      what: 'that of its control group where less is left of it',
      memory: 'js-heap',
      event: { cgroup: { limitBytes: 64 * MIB, usedBytes: 40 * MIB } },
      limit: 'cgroup memory 64 MiB',
    },
    {
      what: 'its own where more is left of the control group',
      memory: 'js-heap',
      event: { cgroup: { limitBytes: 64 * MIB, usedBytes: 10 * MIB } },
      limit: 'worker heap 32 MiB',
    },
    {
      what: 'that of the control group, of buffers',
      memory: 'array-buffers',
      event: { cgroup: { limitBytes: 64 * MIB, usedBytes: 10 * MIB } },
      limit: 'cgroup memory 64 MiB',
    },
    { what: "the machine's", memory: 'array-buffers', event: {}, limit: 'machine memory 16 GiB' },
  ] as const)('$what', ({ memory, event, limit }) => {
    expect(timeToLimit(server(memory, event))?.limit).toBe(limit);
  });

  it('the maximum of the one WASM memory that there is', () => {
    const finding = server('wasm', {}, { wasmMaximumBytes: 16 * MIB });
    expect(timeToLimit(finding)?.limit).toBe('WASM memory 16 MiB');
  });

  it('that of the isolate which reaches its own first, in requests to all', () => {
    const both = [1, 2].flatMap((thread) =>
      samplesOf({ 'js-heap': line(KIB / 4, { startBytes: MIB }) }, { thread }),
    );
    const entries = [
      isolate({ thread: 1, heapLimitBytes: 33 * MIB }),
      isolate({ thread: 2, heapLimitBytes: 17 * MIB }),
      ...both,
      outcome(),
    ];
    const one = (thread: number, requestShare: number) => ({
      ...({ thread, verdict: 'leak', memory: 'js-heap', requestShare, memories: [] } as const),
      bytesPerOperation: { estimate: KIB, low: KIB, high: KIB },
      upperBoundBytesPerOperation: null,
    });
    const finding = leaking('js-heap', entries, over);
    const threads = [one(1, 0.75), one(2, 0.25)];
    const time = timeToLimit({ ...finding, judgement: { ...finding.judgement, threads } })!;
    // 31 MiB are left to three quarters of the requests, 15 MiB to a quarter: 41,000 and 61,000.
    expect(time.limit).toBe('worker heap 33 MiB');
    expect(time.operations / ((33 * MIB - MIB - CODE_BYTES) / (0.75 * KIB))).toBeCloseTo(1, 2);
  });
});

describe('its seconds', () => {
  /** Batches of 1000 operations in 20 ms, of all threads. */
  const steady = (threads: number, memory: 'js-heap' | 'array-buffers' = 'js-heap'): Entry[] => [
    ...Array.from({ length: threads }, (_, i) =>
      samplesOf(
        {
          [memory]: Array.from({ length: 24 }, (_, batch) => ({
            operations: 1000 * batch,
            bytes: MIB * (1 + batch),
            operatingMs: 20 * batch,
          })),
        },
        { thread: i + 1, settleMs: 500 },
      ),
    )
      .flat()
      .sort((a, b) => a.batch - b.batch),
    outcome(),
  ];

  it('are at the pace of the batches, without settling', () => {
    const { operations, seconds } = timeToLimit(leaking('js-heap', steady(1)))!;
    expect(seconds).toBeCloseTo((operations * 20) / 1000 / 1000, 0);
  });

  it.each([
    { name: 'the time before the second floor', batch: 1, floors: 3 },
    { name: 'a batch that met a busy machine', batch: 7, floors: 24 },
  ])('leave out $name', ({ batch, floors }) => {
    const usual = steady(1).slice(0, floors);
    const slow = usual.map((entry) =>
      entry.type === 'sample' && entry.batch === batch ? { ...entry, batchMs: 9000 } : entry,
    );
    expect(timeToLimit(leaking('js-heap', slow))).toEqual(timeToLimit(leaking('js-heap', usual)));
  });

  it('are those of one worker, which has its own heap', () => {
    const settings = { ...SETTINGS, threads: 4 };
    const four = timeToLimit(leaking('js-heap', steady(4), { settings }))!;
    expect(four.seconds).toBeCloseTo(timeToLimit(leaking('js-heap', steady(1)))!.seconds, 0);
  });

  it("are those of all workers together, which share the machine's memory", () => {
    const settings = { ...SETTINGS, threads: 4 };
    const one = timeToLimit(leaking('array-buffers', steady(1, 'array-buffers')))!;
    const four = timeToLimit(leaking('array-buffers', steady(4, 'array-buffers'), { settings }))!;
    expect(four.operations).toBeCloseTo(one.operations, -1);
    expect(four.seconds / one.seconds).toBeCloseTo(1 / 4, 2);
  });
});

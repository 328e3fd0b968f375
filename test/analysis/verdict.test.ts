import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Evidence } from '../../src/analysis/verdict.ts';
import { judge } from '../../src/analysis/verdict.ts';
import { parseRecording } from '../../src/record/reader.ts';
import type { Entry, Memory, Sample } from '../../src/record/schema.ts';
import {
  CONTROLS,
  header,
  NOT_CLEAN,
  NOT_FOUND,
  outcome,
  outOfMemory,
  raw,
  SETTINGS,
  sample,
  samplesOf,
  textOf,
} from '../helpers/recording.ts';
import type { FloorOptions, Law } from '../helpers/series.ts';
import {
  floors,
  JS_HEAP,
  leak,
  multiplied,
  nothing,
  SILENT,
  saturating,
} from '../helpers/series.ts';

const heap = (law: Law, floor: FloorOptions = {}): Sample[] =>
  samplesOf({ 'js-heap': floors(law, { count: 24, ...floor }) });

const judged = (entries: readonly Entry[], over: Partial<Evidence> = {}) =>
  judge({ settings: SETTINGS, controls: CONTROLS, entries, ...over });

const LEAKING = [...heap(leak(40)), outcome()];
const CLEAN = [...heap(nothing), outcome()];
const FAILED = outcome({
  end: 'failed',
  error: { name: 'TypeError', message: 'x is not a function', stack: null },
});
const RAN_OUT = outcome({
  end: 'out-of-memory',
  error: { name: 'OutOfMemory', message: 'heap limit', stack: null },
});

describe('a verdict', () => {
  it('of a leak names its memory, rate, confidence and shape', () => {
    expect(judged(LEAKING)).toMatchObject({
      verdict: 'leak',
      reason: null,
      memory: 'js-heap',
      growth: { bytesPerOperation: { estimate: 40 }, confidence: 0.999, shape: 'linear' },
      upperBoundBytesPerOperation: null,
    });
  });

  it('of what is clean names the largest leak that could hide in any memory', () => {
    const samples = samplesOf({
      'js-heap': floors(nothing, { count: 24, noise: { ...SILENT, steps: 1 } }),
      external: floors(nothing, { count: 24 }),
    });
    const judgement = judged([...samples, outcome()]);
    expect(judgement).toMatchObject({ verdict: 'clean', reason: null, memory: null, growth: null });
    const bounds = judgement.memories.map(({ growth }) =>
      growth.kind === 'flat' ? growth.upperBound : Number.NaN,
    );
    expect(bounds).toHaveLength(3);
    expect(judgement.upperBoundBytesPerOperation).toBe(Math.max(...bounds));
    // More could hide in the restless heap than in the memory that never moved.
    expect(Math.min(...bounds)).toBeLessThan(Math.max(...bounds));
  });

  it('of a staircase is a leak', () => {
    const law = multiplied({ bytesAnItem: 16 });
    expect(judged([...heap(law, { count: 36 }), outcome()])).toMatchObject({
      verdict: 'leak',
      growth: { shape: 'staircase' },
    });
  });

  it('takes the memory that grows most of several', () => {
    const options = { count: 24 };
    const samples = samplesOf({
      'js-heap': floors(leak(40), options),
      'array-buffers': floors(leak(4000), options),
      external: floors(leak(400), options),
    });
    expect(judged([...samples, outcome()])).toMatchObject({
      verdict: 'leak',
      memory: 'array-buffers',
      growth: { bytesPerOperation: { estimate: expect.closeTo(4000, 1) } },
    });
  });

  it('is a leak where one memory leaks and others are undecided', () => {
    const samples = samplesOf({
      'js-heap': floors(leak(40), { count: 24 }),
      external: floors(saturating(4e6, 15_000), { count: 24 }),
    });
    expect(judged([...samples, outcome()])).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
  });

  it('is not clean where one memory of several is undecided', () => {
    const samples = samplesOf({
      'js-heap': floors(nothing, { count: 24 }),
      external: floors(saturating(4e6, 15_000), { count: 24 }),
    });
    expect(judged([...samples, outcome()])).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('the external memory grew, but ever slower'),
      upperBoundBytesPerOperation: null,
    });
  });

  it('of several threads is that of their sum', () => {
    const points = floors(leak(40), { count: 24 });
    const still = floors(nothing, { count: 24 });
    const both = [
      ...samplesOf({ 'js-heap': points }, { thread: 1 }),
      ...samplesOf({ 'js-heap': still }, { thread: 2 }),
    ];
    const settings = { ...SETTINGS, threads: 2 };
    expect(judged([...both, outcome()], { settings })).toMatchObject({
      verdict: 'leak',
      growth: { bytesPerOperation: { estimate: expect.closeTo(20, 3) } },
    });
  });

  it('does not hang on the order in which threads report', () => {
    const one = samplesOf({ 'js-heap': floors(leak(40), { count: 24 }) }, { thread: 1 });
    const two = samplesOf({ 'js-heap': floors(leak(90), { count: 24, seed: 2 }) }, { thread: 2 });
    const settings = { ...SETTINGS, threads: 2 };
    const woven = one.flatMap((sample, i) => [two[i]!, sample]);
    expect(judged([...woven, outcome()], { settings })).toEqual(
      judged([...one, ...two, outcome()], { settings }),
    );
  });

  it('does not hang on readings between the floors', () => {
    const between = heap(leak(40)).map(({ operations }) =>
      raw({ operations, heapUsedBytes: 9_000_000 - operations }),
    );
    expect(judged([...between, ...LEAKING])).toEqual(judged(LEAKING));
  });
});

describe('the tolerance', () => {
  const END = 200_000;
  /** In two steps: one alone may be code or feedback that was made late. */
  const grown = (bytes: number) =>
    floors((n) => (bytes / 2) * (Number(n > 0.5 * END) + Number(n > 0.7 * END)), {
      count: 24,
      end: END,
    });
  /**
   * Of a rate that matters such that the same growth, if it were no noise, would be neither too
   * slow to matter nor too much to be bounded: its bound is two thirds of that rate.
   */
  const kindOf = (
    memory: Memory,
    samples: readonly Sample[],
    most: number,
    { settings = SETTINGS, ...over }: Partial<Evidence> = {},
    mayBeOverlooked = Math.min(64, most),
  ) => {
    const detectBytesPerOperation = (1.5 * (most + mayBeOverlooked)) / (0.6 * END);
    const { memories } = judged([...samples, outcome()], {
      settings: { ...settings, detectBytesPerOperation },
      ...over,
    });
    return memories.find((judgement) => judgement.memory === memory)!.growth.kind;
  };

  it.each([
    { memory: 'js-heap', most: 8192 },
    { memory: 'external', most: 8192 },
    { memory: 'array-buffers', most: 1024 },
    { memory: 'wasm', most: 8 },
  ] as const)('of $memory is $most bytes', ({ memory, most }) => {
    expect(kindOf(memory, samplesOf({ [memory]: grown(most) }), most)).toBe('flat');
    expect(kindOf(memory, samplesOf({ [memory]: grown(most + 2) }), most)).toBe('undecided');
  });

  it('of what the headers of a heap say, which an allocator rounds, is 512 bytes', () => {
    const walked = (bytes: number) =>
      grown(bytes).map(({ operations, bytes: wasmLiveBytes }, batch) =>
        sample({ batch, operations, wasmLiveBytes, wasmPagesBytes: 2 ** 24 }),
      );
    expect(kindOf('wasm', walked(512), 512)).toBe('flat');
    expect(kindOf('wasm', walked(514), 512)).toBe('undecided');
  });

  it('of pages that no allocator counts is one page', () => {
    const pages = (bytes: number) =>
      grown(bytes).map(({ operations, bytes: wasmPagesBytes }, batch) =>
        sample({ batch, operations, wasmPagesBytes }),
      );
    const kind = (bytes: number) => kindOf('wasm', pages(bytes), 65_536, {}, 65_536);
    expect(kind(65_536)).toBe('flat');
    expect(kind(65_538)).toBe('undecided');
  });

  it('of pages also hides one that is not full, where they have grown before', () => {
    const pages = (grown: number) =>
      floors((n) => 65_536 * (1 + Number(n > 0 && grown > 0)), { count: 24, end: END }).map(
        ({ operations, bytes: wasmPagesBytes }, batch) =>
          sample({ batch, operations, wasmPagesBytes }),
      );
    expect(kindOf('wasm', pages(1), 65_536, {}, 0)).toBe('flat');
    expect(kindOf('wasm', pages(1), 30_000, {}, 0)).toBe('undecided');
    expect(kindOf('wasm', pages(0), 30_000, {}, 0)).toBe('flat');
  });

  it('is four times what the empty subject showed, where that is more', () => {
    const samples = samplesOf({ 'js-heap': grown(40_000) });
    const at = (noiseBytes: number) =>
      kindOf('js-heap', samples, 40_000, { controls: { ...CONTROLS, noiseBytes } });
    expect([at(0), at(9999), at(10_000)]).toEqual(['undecided', 'undecided', 'flat']);
  });

  it('is as much for each thread', () => {
    const at = (bytes: number) => {
      const one = samplesOf({ 'js-heap': grown(bytes) }, { thread: 1 });
      const two = samplesOf({ 'js-heap': grown(bytes) }, { thread: 2 });
      const settings = { ...SETTINGS, threads: 2 };
      return kindOf('js-heap', [...one, ...two], 8192, { settings });
    };
    expect([at(8192), at(8194)]).toEqual(['flat', 'undecided']);
  });
});

describe('slow operations', () => {
  /** One operation of 100 ms a batch. */
  const slow = heap(nothing, { end: 24, msAnOperation: 100 });
  const at = (detectBytesPerSecond: number | null) =>
    judged([...slow, outcome({ end: 'budget' })], {
      settings: { ...SETTINGS, detectBytesPerSecond },
    });

  it('are judged by what they leak in a second, where that is not asked by the operation', () => {
    expect(at(1000)).toMatchObject({ verdict: 'clean' });
    expect(at(null)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^too few operations/),
    });
  });
});

describe('a control that failed', () => {
  it.each([
    {
      controls: NOT_FOUND,
      reason: 'a control failed: the planted leak was not found (too few batches)',
    },
    {
      controls: NOT_CLEAN,
      reason: 'a control failed: the empty subject was not clean (too restless)',
    },
    {
      controls: { ...NOT_FOUND, empty: NOT_CLEAN.empty },
      reason: 'a control failed: the planted leak was not found (too few batches)',
    },
  ])('makes everything inconclusive: $reason', ({ controls, reason }) => {
    for (const entries of [
      LEAKING,
      CLEAN,
      [outcome()],
      [...heap(leak(40)), outOfMemory(), RAN_OUT],
    ]) {
      expect(judged(entries, { controls })).toMatchObject({
        verdict: 'inconclusive',
        reason,
        growth: null,
        memory: null,
        upperBoundBytesPerOperation: null,
      });
    }
  });

  it('does not hide that the subject itself failed', () => {
    expect(judged([...heap(nothing), FAILED], { controls: NOT_CLEAN }).verdict).toBe('failed');
  });

  it('is not one that was never run', () => {
    expect(judged(LEAKING, { controls: null }).verdict).toBe('leak');
    expect(judged(CLEAN, { controls: null }).verdict).toBe('clean');
  });
});

describe('a subject that failed', () => {
  it.each([
    { name: 'leaking', samples: heap(leak(40)) },
    { name: 'clean', samples: heap(nothing) },
    { name: 'unmeasured', samples: [] },
  ])('has failed, with its error, however $name it was', ({ samples }) => {
    expect(judged([...samples, FAILED])).toMatchObject({
      verdict: 'failed',
      reason: 'TypeError: x is not a function',
      growth: null,
      memory: null,
    });
  });

  it('has failed where no error is known, too', () => {
    expect(judged([outcome({ end: 'failed', error: null })])).toMatchObject({
      verdict: 'failed',
      reason: 'the subject failed',
    });
  });
});

describe('a subject that ran out of memory', () => {
  it('leaks, where it grew before', () => {
    expect(judged([...heap(leak(40)), outOfMemory(), RAN_OUT])).toMatchObject({
      verdict: 'leak',
      growth: { confidence: 0.999 },
    });
  });

  it.each([
    { count: 12, confidence: 0.999 },
    { count: 11, confidence: 0.99 },
    { count: 9, confidence: 0.99 },
    { count: 8, confidence: 0.9 },
    { count: 6, confidence: 0.9 },
  ])('after $count floors leaks at a confidence of $confidence', ({ count, confidence }) => {
    const samples = heap(leak(40), { count });
    expect(judged([...samples, outOfMemory(), RAN_OUT])).toMatchObject({
      verdict: 'leak',
      growth: { confidence },
    });
    // Without that evidence so few floors prove nothing.
    const without = judged(samples);
    expect(without.verdict).toBe(confidence === 0.999 ? 'leak' : 'inconclusive');
  });

  it('is never judged at more confidence than was asked for', () => {
    const entries = [...heap(leak(40), { count: 8 }), outOfMemory(), RAN_OUT];
    const settings = { ...SETTINGS, confidence: 0.95 };
    expect(judged(entries, { settings }).growth?.confidence).toBe(0.95);
    const fewer = [...heap(leak(40), { count: 6 }), outOfMemory(), RAN_OUT];
    expect(judged(fewer, { settings }).growth?.confidence).toBe(0.9);
  });

  it.each([
    { name: 'no floors', samples: [] },
    { name: 'too few floors', samples: heap(leak(40), { count: 5 }) },
    { name: 'floors that did not grow', samples: heap(nothing) },
  ])('has failed where there were $name', ({ samples }) => {
    expect(judged([...samples, outOfMemory(), RAN_OUT])).toMatchObject({
      verdict: 'failed',
      reason: 'OutOfMemory: heap limit; it ran out of memory before growth could be measured',
      growth: null,
    });
  });
});

describe('an inconclusive verdict', () => {
  it.each([
    { name: 'no floor', samples: [], reason: 'no floor was measured' },
    {
      name: 'few floors',
      samples: heap(leak(40), { count: 6 }),
      reason: 'too few batches were measured: a longer budget is needed',
    },
    {
      name: 'few operations',
      samples: heap(nothing, { end: 60 }),
      reason: expect.stringMatching(
        /^too few operations: a leak of \S+ B\/op could hide in the JS heap$/,
      ),
    },
    {
      name: 'slowing growth',
      samples: heap(saturating(4e6, 15_000)),
      reason: expect.stringMatching(
        /^the JS heap grew, but ever slower \(\d+ B\/op in the first quarter of 100,000 operations, \d\.\d in the last half\): a cache may still be filling$/,
      ),
    },
    {
      name: 'a restless heap',
      samples: heap((operations) => (operations > 80_000 ? 50_000 : 0)),
      reason: expect.stringMatching(
        /^too restless: a leak of \S+ B\/op could hide in the JS heap$/,
      ),
    },
  ])('says why: $name', ({ samples, reason }) => {
    expect(judged([...samples, outcome({ end: 'budget' })])).toMatchObject({
      verdict: 'inconclusive',
      reason,
    });
    expect(judged([...samples, outcome({ end: 'interrupted' })]).reason).toMatch(/^interrupted; /);
  });

  it('is not made of one that was decided before the interruption', () => {
    expect(judged([...heap(leak(40)), outcome({ end: 'interrupted' })]).verdict).toBe('leak');
    expect(judged([...heap(nothing), outcome({ end: 'interrupted' })]).verdict).toBe('clean');
  });

  it('is that of a recording that has just begun', () => {
    expect(judged([])).toMatchObject({ verdict: 'inconclusive', reason: 'no floor was measured' });
  });
});

describe('several threads', () => {
  const settings = { ...SETTINGS, threads: 3 };
  const worker = (thread: number, law: Law, floor: FloorOptions = {}): Sample[] =>
    samplesOf({ 'js-heap': floors(law, { count: 24, ...floor }) }, { thread });
  const all = (...samples: readonly (readonly Sample[])[]) =>
    judged([...samples.flat(), outcome()], { settings });

  it('are judged one by one, in the order of their ids', () => {
    const { threads } = all(
      worker(12, nothing),
      worker(3, leak(40)),
      worker(7, saturating(4e6, 15_000)),
    );
    expect(threads).toMatchObject([
      {
        thread: 3,
        verdict: 'leak',
        memory: 'js-heap',
        bytesPerOperation: { estimate: 40 },
        upperBoundBytesPerOperation: null,
      },
      {
        thread: 7,
        verdict: 'inconclusive',
        memory: null,
        bytesPerOperation: null,
        upperBoundBytesPerOperation: null,
      },
      {
        thread: 12,
        verdict: 'clean',
        memory: null,
        bytesPerOperation: null,
        upperBoundBytesPerOperation: expect.any(Number),
      },
    ]);
  });

  it('are not listed where there is but one', () => {
    expect(judged(LEAKING).threads).toEqual([]);
    expect(judged(CLEAN).threads).toEqual([]);
  });

  it('have tolerances of their own, and as much each in their sum', () => {
    const { memories } = all(worker(1, nothing), worker(2, nothing), worker(3, nothing));
    expect(memories[0]!.toleranceBytes).toBe(3 * 8192);
  });

  it('are judged whatever the sum says', () => {
    const opposite: Law = (operations) => 4e6 - 40 * operations;
    const { verdict, threads } = all(worker(1, leak(40)), worker(2, opposite), worker(3, nothing));
    expect(verdict).toBe('clean');
    expect(threads.map((thread) => thread.verdict)).toEqual(['leak', 'clean', 'clean']);
  });
});

describe('growth of the process that no memory explains', () => {
  const MIB = 2 ** 20;
  const native = (mibABatch: number): Sample[] =>
    heap(nothing, { count: 40 }).map((floor, batch) => ({
      ...floor,
      rssBytes: 60 * MIB + batch * mibABatch * MIB,
    }));

  it('is told of beside a verdict that it does not change', () => {
    const judgement = judged([...native(2), outcome()]);
    expect(judgement).toMatchObject({ verdict: 'clean', memory: null, growth: null });
    expect(judgement.native!.bytesPerOperation.estimate).toBeGreaterThan(500);
    expect(judged([...native(0), outcome()]).native).toBeNull();
  });

  it('is told of at the end alone', () => {
    expect(judged(native(2)).native).toBeNull();
  });
});

describe('the judge', () => {
  it('is shown settings, controls and entries, and of the settings what it needs', () => {
    expectTypeOf<keyof Evidence>().toEqualTypeOf<'settings' | 'controls' | 'entries'>();
    expectTypeOf<keyof Evidence['settings']>().toEqualTypeOf<
      | 'threads'
      | 'confidence'
      | 'detectBytesPerOperation'
      | 'detectBytesPerSecond'
      | 'onlyMemory'
      | 'commonOperations'
    >();
  });

  const recordings: [string, readonly Entry[]][] = [
    ['leaking', [...heap(leak(40), { noise: JS_HEAP }), outcome()]],
    ['clean', [...heap(nothing, { noise: JS_HEAP }), outcome()]],
    ['filling', [...heap(saturating(4e6, 15_000)), outcome({ end: 'budget' })]],
    ['exhausted', [...heap(leak(1234.5), { count: 7 }), outOfMemory(), RAN_OUT]],
    ['failed', [...heap(nothing), FAILED]],
    ['cut off', heap(leak(40))],
  ];

  it.each(recordings)('says the same of a %s recording that is read again', (_, entries) => {
    const again = parseRecording(textOf([header(), ...entries]), 'x.ndjson');
    expect(judged(again.entries)).toEqual(judged(entries));
    expect(judged(again.entries, again.header)).toEqual(judged(entries));
  });

  it.each(recordings)(
    'says the same of a %s recording whatever its label and name',
    (_, entries) => {
      const labels = [
        header({ expected: null }),
        header({ expected: { verdict: 'clean', mechanism: null } }),
        header({ expected: { verdict: 'leak', mechanism: 'forget' } }),
        header({
          subject: {
            name: 'innocent',
            kind: 'module',
            path: '/fixed.js',
            implementation: null,
            variant: 'fixed',
          },
          notes: ['clean'],
        }),
      ];
      for (const label of labels) {
        const { settings, controls } = label;
        expect(judge({ settings, controls, entries })).toEqual(judged(entries));
      }
    },
  );

  it('changes nothing that it is given', () => {
    const entries = [...heap(leak(40)), outcome()];
    const copy = structuredClone(entries);
    judged(entries);
    expect(entries).toEqual(copy);
  });

  it('never calls a leaking recording clean, wherever it is cut off', () => {
    const samples = heap(leak(40), { count: 40, noise: JS_HEAP });
    for (let length = 0; length <= samples.length; length++) {
      expect(judged(samples.slice(0, length)).verdict).not.toBe('clean');
    }
  });
});

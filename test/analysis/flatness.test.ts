import { describe, expect, it } from 'vitest';
import { flatness } from '../../src/analysis/flatness.ts';
import type { Growth, GrowthOptions } from '../../src/analysis/growth.ts';
import type { Point } from '../../src/analysis/series.ts';
import { LAST, LOOKING, RAN_OUT, word } from '../helpers/growth-options.ts';
import { fromSteps, series } from '../helpers/series.ts';

/** So slow a leak matters that nothing here is minor. */
const STRICT = { ...LAST, detectBytesPerOperation: 0.5 };
/** What can be bounded by so much may be flat. */
const LENIENT = { ...LOOKING, detectBytesPerOperation: 3 };

const bound = (growth: Growth): number => {
  if (growth.kind !== 'flat') throw new Error(word(growth));
  return growth.upperBound;
};

/** 41 floors of which those from the given index on stand higher; the window begins at index 16. */
const raised = (raises: readonly (readonly [number, number])[], batches = 40): Point[] =>
  fromSteps(
    series(batches, (i) =>
      raises.reduce((sum, [index, bytes]) => sum + (index === i + 1 ? bytes : 0), 0),
    ),
    10_000,
  );
const OPERATIONS_IN_WINDOW = 24 * 10_000;

describe('what is flat', () => {
  it('is known to leak less than the least reading, 64 bytes, over the later three fifths', () => {
    expect(bound(flatness(raised([]), LOOKING))).toBe(64 / OPERATIONS_IN_WINDOW);
  });

  it('may hide as much as its largest fall, for what is added meanwhile is not seen', () => {
    const restless = raised([
      [20, 700],
      [22, -500],
      [24, 400],
    ]);
    expect(bound(flatness(restless, LOOKING))).toBe((600 + 500) / OPERATIONS_IN_WINDOW);
    const falling = raised([[20, -2000]]);
    expect(bound(flatness(falling, LOOKING))).toBe(2000 / OPERATIONS_IN_WINDOW);
  });

  it('hides nothing behind what it was seen to rise', () => {
    const rising = raised([
      [20, 700],
      [24, 600],
    ]);
    expect(bound(flatness(rising, LOOKING))).toBe((1300 + 64) / OPERATIONS_IN_WINDOW);
  });

  it('hides no more than the tolerance, however it moves', () => {
    const falling = raised([[20, -2_000_000]]);
    expect(bound(flatness(falling, LOOKING))).toBe(8192 / OPERATIONS_IN_WINDOW);
  });

  it('hides a unit that is not full, of what is taken in units and has been taken before', () => {
    const paged = { ...LENIENT, unitBytes: 65_536 };
    expect(bound(flatness(raised([[1, 65_536]]), paged))).toBe(65_536 / OPERATIONS_IN_WINDOW);
    expect(bound(flatness(raised([]), paged))).toBe(64 / OPERATIONS_IN_WINDOW);
    const strict = { ...paged, detectBytesPerOperation: 0.25 };
    expect(word(flatness(raised([[1, 65_536]]), strict))).toBe('too-few-operations');
  });

  it('may have grown before', () => {
    expect(word(flatness(raised([[16, 20_000]]), LOOKING))).toBe('flat');
    expect(word(flatness(raised([[9, 5e6]]), LOOKING))).toBe('flat');
  });

  // A buffer that is made four times as large is flat for three quarters of the time.
  it.each([
    { bytes: 32_768, index: 16, said: 'flat' },
    { bytes: 32_769, index: 16, said: 'noisy' },
    { bytes: 32_769, index: 10, said: 'slowing' },
    { bytes: 32_769, index: 9, said: 'flat' },
  ])('is looked at from before a record step on: $bytes at $index', ({ bytes, index, said }) => {
    const options = { ...LOOKING, detectBytesPerOperation: 0.2 };
    expect(word(flatness(raised([[index, bytes]]), options))).toBe(said);
    // Another that is larger is the record.
    const later = raised([
      [5, 1],
      [index, bytes],
      [20, -bytes],
      [9, bytes + 1],
    ]);
    expect(word(flatness(later, options))).toBe('flat');
  });

  it.each([
    { options: LOOKING, batches: 13, said: 'too-few-floors' },
    { options: LOOKING, batches: 14, said: 'flat' },
    { options: { ...LOOKING, confidence: 0.99 }, batches: 8, said: 'too-few-floors' },
    { options: { ...LOOKING, confidence: 0.99 }, batches: 9, said: 'flat' },
    { options: LAST, batches: 5, said: 'too-few-floors' },
    { options: LAST, batches: 6, said: 'flat' },
    { options: RAN_OUT, batches: 2, said: 'flat' },
  ])('needs floors: $batches batches are $said', ({ options, batches, said }) => {
    expect(word(flatness(raised([], batches), options))).toBe(said);
  });

  it.each([
    { detect: 64 / OPERATIONS_IN_WINDOW, said: 'flat' },
    { detect: 63 / OPERATIONS_IN_WINDOW, said: 'too-few-operations' },
  ])('has a bound that is no more than what matters: $said', ({ detect, said }) => {
    const growth = flatness(raised([]), { ...LOOKING, detectBytesPerOperation: detect });
    expect(word(growth)).toBe(said);
    expect(growth).toMatchObject({ upperBound: 64 / OPERATIONS_IN_WINDOW });
  });
});

describe('the level at the end', () => {
  it('of what never falls is that of the last three floors', () => {
    const low = bound(flatness(raised([[39, 4e5]]), LOOKING));
    // To the last floor before it, and over the operations that were done by then.
    expect(low).toBe(64 / (22 * 10_000));
    expect(word(flatness(raised([[38, 4e5]]), LOOKING))).toBe('noisy');
  });

  it('of a sawtooth is that of the last quarter', () => {
    // Of two teeth the second falls to its floor within the last seven of 25, or before.
    const tooth = (fall: number) =>
      raised([
        [17, 4e5],
        [20, -4e5],
        [21, 4e5],
        [fall, -4e5],
        [fall + 1, 4e5],
      ]);
    expect(word(flatness(tooth(34), LENIENT))).toBe('flat');
    expect(word(flatness(tooth(33), LENIENT))).not.toBe('flat');
  });
});

describe('the bound of a sawtooth', () => {
  /** From floor 20 on, so many teeth of a batch each. */
  const toothed = (teeth: number, height: number) =>
    raised(
      Array.from({ length: teeth }, (_, i): [number, number][] => [
        [20 + 2 * i, height],
        [21 + 2 * i, -height],
      ]).flat(),
    );
  const boundOf = (points: Point[]) =>
    bound(flatness(points, { ...LOOKING, detectBytesPerOperation: 10 }));
  const of = (teeth: number, height: number) =>
    boundOf(toothed(teeth, height)) * OPERATIONS_IN_WINDOW;

  it('is lower the more teeth were seen', () => {
    // Of m floors anywhere on a tooth, the lowest is above so much of it once in a hundred times.
    for (const teeth of [2, 4, 8]) {
      expect(of(teeth, 1e6)).toBeCloseTo(1e6 * (1 - 0.01 ** (1 / (0.75 * teeth))), 6);
    }
  });

  it('is the tolerance where the teeth are no higher', () => {
    expect(of(4, 8192)).toBe(8192);
    expect(of(8, 8193)).toBe(8192);
    expect(of(2, 10_000)).toBeCloseTo(10_000 * (1 - 0.01 ** (1 / 1.5)), 6);
  });

  it('counts no small falls as teeth', () => {
    const between = (fall: number) =>
      raised([
        [20, 1e6],
        [21, -1e6],
        [22, 1e6],
        [23, -1e6],
        [24, fall],
        [25, -fall],
      ]);
    expect(boundOf(between(250_000))).toBeLessThan(boundOf(between(249_999)));
  });
});

describe('one tooth of a sawtooth', () => {
  const tooth = (fall: number, rise: number): [number, number][] => [
    [17, 4e5],
    [34, -fall],
    [38, rise],
  ];
  const PLAIN = 4 * 8192;

  it.each([
    { fall: 4e5, rise: PLAIN, said: 'flat' },
    { fall: 4e5, rise: PLAIN + 1, said: 'noisy' },
  ])('says nothing where it rises again: by $rise, $said', ({ fall, rise, said }) => {
    expect(word(flatness(raised(tooth(fall, rise)), LENIENT))).toBe(said);
  });

  it.each([
    { fall: PLAIN, said: 'flat' },
    { fall: PLAIN + 1, said: 'noisy' },
  ])('is one where it falls by more than four tolerances: $fall, $said', ({ fall, said }) => {
    const points = raised([
      [17, fall],
      [34, -fall],
      [35, 2 * PLAIN],
    ]);
    expect(word(flatness(points, LOOKING))).toBe(said);
  });

  it('has no other of half its size beside it', () => {
    const beside = (fall: number) =>
      raised([
        [17, 4e5],
        [22, -fall],
        [34, -4e5],
        [38, 2 * PLAIN],
      ]);
    expect(word(flatness(beside(200_001), LENIENT))).toBe('flat');
    expect(word(flatness(beside(200_000), LENIENT))).toBe('noisy');
  });

  it('is told from growth by the second', () => {
    const second: [number, number][] = [
      [22, -4e5],
      [23, 4e5],
    ];
    expect(word(flatness(raised([...tooth(4e5, 4e5), ...second]), LENIENT))).toBe('flat');
  });
});

describe('a step that stands alone', () => {
  it.each([
    { bytes: 16_384, said: 'flat' },
    { bytes: 16_386, said: 'noisy' },
  ])('is of two tolerances at the most: $bytes bytes are $said', ({ bytes, said }) => {
    // 0.08 B/op: of a rate that matters such that it is not minor.
    const options = { ...LOOKING, detectBytesPerOperation: 0.12 };
    expect(word(flatness(raised([[30, bytes]]), options))).toBe(said);
  });

  it.each([
    { second: 2500, alone: true },
    { second: 2501, alone: false },
  ])('has no other of a quarter of its size: $second, $alone', ({ second, alone }) => {
    const points = raised([
      [12, second],
      [30, 10_000],
    ]);
    const growth = flatness(points, { ...LOOKING, detectBytesPerOperation: 0.08 });
    expect(word(growth)).toBe(alone ? 'flat' : 'noisy');
  });

  it('may have had others in the first fifth: that is the warm-up', () => {
    const options = { ...LOOKING, detectBytesPerOperation: 0.08 };
    const points = (index: number) =>
      raised([
        [index, 9000],
        [30, 10_000],
      ]);
    expect(word(flatness(points(8), options))).toBe('flat');
    expect(word(flatness(points(9), options))).toBe('noisy');
  });

  it.each([
    { batches: 17, alone: true },
    { batches: 16, alone: false },
  ])('has ten others beside it at the least: $batches batches, $alone', ({ batches, alone }) => {
    const points = raised([[12, 10_000]], batches);
    const growth = flatness(points, { ...LAST, detectBytesPerOperation: 0.15 });
    expect(word(growth)).toBe(alone ? 'flat' : 'noisy');
  });

  it('is not counted as what may be overlooked', () => {
    expect(bound(flatness(raised([[30, 10_000]]), LOOKING))).toBe(64 / OPERATIONS_IN_WINDOW);
  });
});

describe('growth at a rate that does not matter', () => {
  /** Of this many bytes an operation, all along. */
  const leaking = (rate: number, late = rate) =>
    fromSteps(
      series(40, (i) => (i < 32 ? rate : late) * 10_000),
      10_000,
    );

  it.each([
    // Its bound is 64 bytes in 22 batches above it.
    { rate: 0.2497, said: 'flat' },
    { rate: 0.2498, said: 'noisy' },
  ])('is less than half of what does: $rate of 0.5 is $said', ({ rate, said }) => {
    expect(word(flatness(leaking(rate), STRICT))).toBe(said);
  });

  it.each([
    { late: 0.25, said: 'flat' },
    { late: 0.26, said: 'noisy' },
  ])('is so in the last third, too: $late of 0.5 is $said', ({ late, said }) => {
    expect(word(flatness(leaking(0.1, late), STRICT))).toBe(said);
  });

  it('waits while more floors will come where it is in nearly every batch', () => {
    const looking = { ...STRICT, final: false };
    expect(word(flatness(leaking(0.2), looking))).toBe('noisy');
    const rare = fromSteps(
      series(40, (i) => (i % 2 === 0 ? 4000 : 0)),
      10_000,
    );
    expect(word(flatness(rare, looking))).toBe('flat');
  });

  it('has a bound that is not below it', () => {
    expect(bound(flatness(leaking(0.2), STRICT))).toBeGreaterThanOrEqual(0.2);
  });
});

describe('operations that take long', () => {
  /** One operation a batch, of 100 ms; each batch in `every` adds so many bytes. */
  const slow = (bytes: number, every = 1) =>
    fromSteps(
      series(40, (i) => ((i + 1) % every === 0 ? bytes : 0)),
      1,
    ).map((floor, i) => ({
      ...floor,
      operatingMs: 100 * i,
    }));
  const of = (points: readonly Point[], over: Partial<GrowthOptions> = {}) =>
    word(flatness(points, { ...LAST, detectBytesPerSecond: 1000, ...over }));

  // 64 bytes that may have been overlooked, in 2.4 s; a quarter of it counts when the budget ends.
  it.each([
    { detectBytesPerSecond: 27, final: false, said: 'flat' },
    { detectBytesPerSecond: 26, final: false, said: 'too-few-operations' },
    { detectBytesPerSecond: 7, final: true, said: 'flat' },
    { detectBytesPerSecond: 6, final: true, said: 'too-few-operations' },
    { detectBytesPerSecond: null, final: true, said: 'too-few-operations' },
  ])('are judged by the second: $detectBytesPerSecond is $said, at last: $final', (given) => {
    const { said, ...options } = given;
    expect(of(slow(0), options)).toBe(said);
  });

  it('are so only where many of them add nothing', () => {
    expect(of(slow(200, 3))).toBe('flat');
    // 20 bytes of each, and 200 a second: an object that each of them keeps.
    expect(of(slow(20))).toBe('too-few-operations');
    expect(of(slow(1))).toBe('too-few-operations');
    expect(of(slow(40, 2))).toBe('flat');
  });
});

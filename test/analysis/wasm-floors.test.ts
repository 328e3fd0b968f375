import { describe, expect, it } from 'vitest';
import { countsWasm, wasmFloors } from '../../src/analysis/wasm-floors.ts';
import type { Sample } from '../../src/record/schema.ts';
import { sample } from '../helpers/recording.ts';

const PAGE = 65_536;

const NONE = {};
const counted = (wasmLiveBytes: number, wasmMemories: number | null = 1) => ({
  wasmLiveBytes,
  wasmMemories,
  wasmPagesBytes: 2 * PAGE,
});
const uncounted = (pages: number) => ({ wasmMemories: 1, wasmPagesBytes: pages * PAGE });

const samplesOf = (readings: readonly Partial<Sample>[]) =>
  readings.map((reading, batch) => sample({ batch, ...reading }));

describe('the floors of WASM', () => {
  it.each([
    { name: 'are unknown where there is none', given: [NONE, NONE], floors: [null, null] },
    { name: 'are the live bytes', given: [counted(7), counted(9)], floors: [7, 9] },
    {
      name: 'are pages where nothing counts',
      given: [uncounted(1), uncounted(3)],
      floors: [PAGE, 3 * PAGE],
    },
    { name: 'are 0 before the first memory', given: [NONE, NONE, counted(9)], floors: [0, 0, 9] },
    {
      name: 'are 0 before the first memory that does not count',
      given: [NONE, uncounted(2)],
      floors: [0, 2 * PAGE],
    },
    {
      name: 'are pages throughout where a memory comes along that does not count',
      given: [NONE, counted(7), uncounted(3), counted(7)],
      floors: [0, 2 * PAGE, 3 * PAGE, 2 * PAGE],
    },
    {
      name: 'are pages where there are ever more memories',
      given: [counted(7, 1), counted(7, 2)],
      floors: [2 * PAGE, 2 * PAGE],
    },
    {
      name: 'of a recording that does not say how many memories there are are live bytes',
      given: [counted(7, null), counted(9, null)],
      floors: [7, 9],
    },
    { name: 'are unknown after they were known', given: [counted(7), NONE], floors: [7, null] },
  ])('$name', ({ given, floors }) => {
    const samples = samplesOf(given);
    expect(samples.map(wasmFloors(samples))).toEqual(floors);
  });

  it('of a thread that makes no memory, or makes it later, are 0', () => {
    const samples = [
      sample({ thread: 1, batch: 0, ...counted(5) }),
      sample({ thread: 2, batch: 0 }),
      sample({ thread: 3, batch: 0 }),
      sample({ thread: 1, batch: 1, ...counted(6) }),
      sample({ thread: 2, batch: 1, ...counted(7, 2) }),
      sample({ thread: 3, batch: 1 }),
    ];
    expect(samples.map(wasmFloors(samples))).toEqual([5, 0, 0, 6, 7, 0]);
  });

  it('count bytes only where each of them does', () => {
    expect(countsWasm(samplesOf([NONE, counted(7)]))).toBe(true);
    expect(countsWasm(samplesOf([counted(7), uncounted(1)]))).toBe(false);
    expect(countsWasm(samplesOf([NONE]))).toBe(false);
  });
});

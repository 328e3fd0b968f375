import { describe, expect, it } from 'vitest';
import { memoryOver, retainedBytes } from '../../src/harness/readings.ts';
import { raw, sample } from '../helpers/recording.ts';

describe('a limit', () => {
  it.each([
    {
      memory: null,
      reading: { wasmPagesBytes: 1000, externalBytes: 1000, arrayBuffersBytes: 1000 },
    },
    { memory: 'array-buffers', reading: { arrayBuffersBytes: 1001 } },
    { memory: 'external', reading: { externalBytes: 1001 } },
    { memory: 'wasm', reading: { wasmPagesBytes: 1001 } },
    { memory: 'wasm', reading: { wasmPagesBytes: 1001, wasmLiveBytes: 10 } },
  ])('is passed by $memory: $reading', ({ memory, reading }) => {
    expect(memoryOver(raw(reading), 1000)).toBe(memory);
  });
});

describe('what WASM memories retain', () => {
  it('is free in their pages, of the worker that has most', () => {
    const of = (wasmPagesBytes: number | null, wasmLiveBytes: number | null) =>
      sample({ wasmPagesBytes, wasmLiveBytes });
    expect(retainedBytes([of(65_536, 1000), of(131_072, 131_000), of(null, null)])).toBe(64_536);
  });

  it('is unknown where only pages are counted', () => {
    expect(retainedBytes([sample({ wasmPagesBytes: 65_536, wasmLiveBytes: null })])).toBe(0);
    expect(retainedBytes([])).toBe(0);
  });
});

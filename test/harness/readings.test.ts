import { describe, expect, it } from 'vitest';
import { memoryOver } from '../../src/harness/readings.ts';
import { raw } from '../helpers/recording.ts';

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

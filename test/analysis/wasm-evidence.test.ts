import { describe, expect, it } from 'vitest';
import { wasmEvidence } from '../../src/analysis/wasm-evidence.ts';
import { sample } from '../helpers/recording.ts';
import { buffer, growthGroup, wasmHeap, windows } from '../helpers/wasm-heap.ts';

const stack = [
  'at malloc (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)',
  'at push (wasm://wasm/0a1b2c3d:wasm-function[2]:0x28)',
];
const site = { stack, bytes: 100, count: 1 };

describe('the evidence', () => {
  it.each([
    { group: growthGroup({ kind: 'cycle' }), mechanism: 'cycle' },
    { group: growthGroup({ kind: 'lost' }), mechanism: 'forget' },
    { group: growthGroup(), mechanism: 'leaky-cache' },
    { group: growthGroup({ buffers: [buffer('list', 9999)] }), mechanism: 'growing-vec' },
  ])('is of $mechanism', ({ group, mechanism }) => {
    expect(wasmEvidence([wasmHeap([group])])).toMatchObject({ mechanism, held: [group] });
  });

  it.each([
    { operations: 128, mechanism: 'forget' },
    { operations: 127, mechanism: 'unknown' },
  ])('of $operations operations shows as mechanism: $mechanism', ({ operations, mechanism }) => {
    const lost = growthGroup({ kind: 'lost', sites: [site] });
    const evidence = wasmEvidence([wasmHeap([lost], { operations })]);
    expect(evidence).toMatchObject({ mechanism, bytes: lost.bytes });
    expect(evidence!.allocatedAt.map((at) => at.function)).toEqual(['push']);
  });

  it('shows nothing of growth that is not steady', () => {
    const cache = growthGroup({ byWindow: windows(0, { 0: 2048, 1: 2048 }), sites: [site] });
    expect(wasmEvidence([wasmHeap([cache])])).toMatchObject({
      mechanism: 'unknown',
      held: [],
      bytes: 0,
      allocatedAt: [],
    });
  });

  it('is decided by what grows most, and adds up all that grows', () => {
    const lost = growthGroup({ kind: 'lost', bytes: 4000, sites: [site] });
    const list = growthGroup({ bytes: 5000, buffers: [buffer('list', 4000)] });
    expect(wasmEvidence([wasmHeap([lost, list])])).toMatchObject({
      mechanism: 'growing-vec',
      held: [list, lost],
      bytes: 9000,
      // Of the first alone.
      allocatedAt: [],
    });
  });

  it('is of the heap that grows most', () => {
    const small = wasmHeap([growthGroup({ bytes: 9 })], { module: 'small.wasm' });
    const large = wasmHeap([growthGroup(), growthGroup()], { module: 'large.wasm' });
    for (const heaps of [
      [small, large],
      [large, small],
    ]) {
      expect(wasmEvidence(heaps)!.heap).toBe(large);
    }
  });

  it('is none where no heap was looked into', () => {
    expect(wasmEvidence([sample({ batch: 0 })])).toBeNull();
  });
});

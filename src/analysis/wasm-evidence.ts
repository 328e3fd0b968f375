import type { Entry, HeapGrowth, Mechanism, WasmHeap } from '../record/schema.ts';
import type { AllocationSite } from './allocation-sites.ts';
import { allocationSites } from './allocation-sites.ts';
import { FEWEST_OPERATIONS } from './growth-by-births.ts';
import { mechanismOf } from './mechanism.ts';
import { steadyGrowth } from './steady-growth.ts';

/** What the second look at a leaking WASM memory shows. */
export interface WasmEvidence {
  readonly mechanism: Mechanism;
  readonly heap: WasmHeap;
  /** What holds the growth, the most first; the first decided. */
  readonly held: readonly HeapGrowth[];
  /** Growth of the whole heap that was told apart. */
  readonly bytes: number;
  readonly allocatedAt: readonly AllocationSite[];
}

/** Of several heaps, that which grew most. Null where none was looked into. */
export function wasmEvidence(entries: readonly Entry[]): WasmEvidence | null {
  const heaps = entries.filter((entry) => entry.type === 'wasm-heap');
  const [most] = heaps
    .map((heap) => ({ heap, held: steadyGrowth(heap) }))
    .sort((a, b) => total(b.held) - total(a.held));
  if (most === undefined) return null;
  const { heap, held } = most;
  const [first] = held;
  const proven = first !== undefined && heap.operations >= FEWEST_OPERATIONS;
  return {
    mechanism: proven ? mechanismOf(first, held, heap) : 'unknown',
    heap,
    held,
    bytes: total(held),
    allocatedAt: first === undefined ? [] : allocationSites(first),
  };
}

const total = (held: readonly HeapGrowth[]): number =>
  held.reduce((sum, { bytes }) => sum + bytes, 0);

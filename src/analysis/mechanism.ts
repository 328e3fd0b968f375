import type { HeapGrowth, Mechanism, WasmHeap } from '../record/schema.ts';
import { grownOf } from './steady-growth.ts';

/** How a heap's growth comes about, by the group that grows most; `held` are all that grow. */
export function mechanismOf(
  group: HeapGrowth,
  held: readonly HeapGrowth[],
  { allocator }: WasmHeap,
): Mechanism {
  if (group.kind === 'cycle') return 'cycle';
  if (group.kind === 'lost') return 'forget';
  const isScript = allocator === 'tlsf' || allocator === 'stub';
  // AssemblyScript's Map and Set keep entries in one buffer, and their chains' heads in another, to
  // which its collector may lead first.
  const buffers = isScript ? held.flatMap((one) => one.buffers) : group.buffers;
  const [buffer, ...others] = [...buffers].sort((a, b) => b.grownBytes - a.grownBytes);
  if (buffer === undefined) return 'leaky-cache';
  const matters = others.filter(({ grownBytes }) => grownBytes >= TABLE_SHARE * buffer.grownBytes);
  const isAny = (wanted: string): boolean =>
    [buffer, ...matters].some(({ kind }) => kind === wanted);
  if (isAny('table') || (isScript && matters.length > 0)) return 'leaky-cache';
  return isAny('list') || grownOf(group) >= group.bytes / 2 ? 'growing-vec' : 'leaky-cache';
}

/** Of the largest buffer: smaller ones are another matter. */
const TABLE_SHARE = 0.1;

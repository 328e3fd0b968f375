import type { Entry, JsHeap, Mechanism, ObjectGrowth, Place } from '../record/schema.ts';
import type { AllocationSite } from './allocation-sites.ts';
import { objectMechanism } from './object-mechanism.ts';
import { isOfProgram } from './stack-frames.ts';

/** What the second look at a leak of objects shows. */
export interface ObjectEvidence {
  readonly mechanism: Mechanism;
  readonly heap: JsHeap;
  /** What holds the growth, the most first. */
  readonly held: readonly ObjectGrowth[];
  readonly bytes: number;
  readonly allocatedAt: readonly AllocationSite[];
}

/** Null where it was not looked into. */
export function objectEvidence(entries: readonly Entry[]): ObjectEvidence | null {
  const heap = entries.findLast((entry) => entry.type === 'js-heap');
  if (heap === undefined) return null;
  const [first] = heap.growth;
  return {
    mechanism: first === undefined ? 'unknown' : objectMechanism(first, heap),
    heap,
    held: heap.growth,
    bytes: heap.growth.reduce((sum, { bytes }) => sum + bytes, 0),
    allocatedAt: sitesOf(heap),
  };
}

/**
 * By the user's own line, the most bytes first; before them, unless it is little, that which makes what
 * hangs on the holder: its parts are kept for its sake.
 */
function sitesOf({ allocations, grownBytes }: JsHeap): AllocationSite[] {
  const sampled = allocations.reduce((sum, { bytes }) => sum + bytes, 0);
  const sites = new Map<string, { bytes: number; stack: readonly Place[]; isMember: boolean }>();
  for (const { bytes, stack, isMember } of allocations) {
    const own = fromTheUser(stack);
    const [top] = own;
    if (top === undefined) continue;
    const key = `${top.file}:${top.line}:${top.column}`;
    const known = sites.get(key);
    if (known === undefined) {
      sites.set(key, { bytes, stack: own, isMember });
    } else {
      known.bytes += bytes;
      known.isMember ||= isMember;
    }
  }
  const most = Math.max(...[...sites.values()].map(({ bytes }) => bytes));
  const isFirst = (site: { bytes: number; isMember: boolean }): boolean =>
    site.isMember && site.bytes >= MUCH * most;
  return [...sites.values()]
    .sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || b.bytes - a.bytes)
    .slice(0, MOST_SITES)
    .map(({ bytes, stack }) => {
      const { function: name, file, line, column } = stack[0]!;
      const share = sampled === 0 ? 0 : bytes / sampled;
      return {
        function: name ?? '(anonymous)',
        ...{ file, line, column },
        bytes: Math.round(share * Math.max(0, grownBytes)),
        share,
        stack: stack.map((frame) => ({
          ...frame,
          function: frame.function ?? '(anonymous)',
          isWasm: false,
        })),
      };
    });
}

const MOST_SITES = 5;
const MUCH = 0.1;

/**
 * From the innermost frame of the user's own code on; of a package's, where there is none. What Node
 * does by itself, nobody can change.
 */
function fromTheUser(stack: readonly Place[]): readonly Place[] {
  const own = stack.findIndex(({ file }) => isOfProgram(file));
  const any = stack.findIndex(({ file }) => file !== '' && !file.startsWith('node:'));
  const first = own === -1 ? any : own;
  if (first === -1) return [];
  return stack.slice(first, stack.findLastIndex(({ file }) => file !== '') + 1);
}

import type { HeapGrowth } from '../record/schema.ts';
import { isLibraryFunction } from './library-functions.ts';
import type { Frame } from './stack-frames.ts';
import { isOfProgram, parseStack } from './stack-frames.ts';

/** Where what grows was allocated. */
export interface AllocationSite {
  /** The function that asked for the block: of the program, not of its allocator or library. */
  readonly function: string;
  /** The JavaScript call that led there; null where none is known. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly bytes: number;
  /** Of the growth. */
  readonly share: number;
  /** Innermost first, from `function` on. */
  readonly stack: readonly Frame[];
}

/** Puts sampled stacks together by their place, the most bytes first. */
export function allocationSites({ sites, bytes }: HeapGrowth): AllocationSite[] {
  const sampled = sites.reduce((sum, site) => sum + site.bytes, 0);
  const places = new Map<string, { bytes: number; stack: readonly Frame[]; call: Frame | null }>();
  for (const site of sites) {
    const stack = fromTheProgram(parseStack(site.stack));
    const [top] = stack;
    if (top === undefined) continue;
    const call = callInto(stack);
    const key = `${top.function} ${top.file} ${top.line} ${call?.file} ${call?.line} ${call?.column}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, { bytes: site.bytes, stack, call });
    else known.bytes += site.bytes;
  }
  return [...places.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_SITES)
    .map(({ bytes: own, stack, call }) => ({
      function: stack[0]!.function,
      file: call?.file ?? null,
      line: call?.line ?? null,
      column: call?.column ?? null,
      bytes: Math.round((bytes * own) / sampled),
      share: own / sampled,
      stack,
    }));
}

const MOST_SITES = 5;

/** Leaves out the allocator and the library around it, but for a stack that is nothing else. */
function fromTheProgram(stack: readonly Frame[]): readonly Frame[] {
  const first = stack.findIndex((frame) => !isLibraryFunction(frame.function));
  const named = stack.findIndex((frame) => frame.isWasm && !isLibraryFunction(frame.function));
  return stack.slice(Math.max(0, named === -1 ? first : named));
}

/** Where the user's own code calls: not a package's, where there is another. */
function callInto(stack: readonly Frame[]): Frame | null {
  const calls = stack.filter(({ isWasm, file }) => !isWasm && file !== null);
  const own = calls.find(({ file }) => isOfProgram(file!));
  return own ?? calls.find(({ file }) => !file!.startsWith('node:')) ?? null;
}

import type { WasmEvidence } from '../analysis/wasm-evidence.ts';
import type { HeapGrowth } from '../record/schema.ts';
import * as format from './format.ts';
import type { Result } from './result.ts';

type HeldBy = NonNullable<Result['heldBy']>;

/** Who holds what grows, from the root on, in words. */
export function heldBy({ held, heap, bytes }: WasmEvidence): HeldBy {
  return held.map((group) => ({
    path: [`module ${heap.module}`, ...pathOf(group)],
    bytes: group.bytes,
    count: group.blocks + group.buffers.length,
    share: group.bytes / bytes,
  }));
}

function pathOf(group: HeapGrowth): string[] {
  switch (group.kind) {
    case 'cycle':
      return ['nothing: lost, on cycles of reference counts', grownText(group)];
    case 'lost':
      return ['nothing: lost, no address of it is left', grownText(group)];
    case 'held':
      return [...holderText(group), grownText(group)];
  }
}

function holderText({ holder, buffers }: HeapGrowth): string[] {
  if (holder === null) return [];
  const { root, path } = holder;
  const last = path.length - 1;
  const growing = [...buffers].sort((a, b) => b.grownBytes - a.grownBytes)[0];
  return [
    rootText(root),
    ...path.map(({ size, offset }, i) => {
      const isBuffer = i === last && growing !== undefined && growing.size === size;
      const what = isBuffer ? BUFFERS[growing.kind] : 'block';
      return `${what} of ${format.bytes(size)}${offset === null ? '' : `, at +${offset}`}`;
    }),
  ];
}

const BUFFERS = { table: 'growing table', list: 'growing list', plain: 'growing buffer' } as const;

type Root = NonNullable<HeapGrowth['holder']>['root'];

function rootText(root: Root): string {
  switch (root.kind) {
    case 'outside':
      return 'a handle outside of the module';
    case 'global':
      return `global ${root.name ?? root.index}`;
    case 'static': {
      const words = (root.to - root.from) / 4;
      const at = `0x${root.from.toString(16)}`;
      const place = root.name === null ? `static data at ${at}` : `static ${root.name} (${at})`;
      return words > 1 ? `${place}, ${words} words` : place;
    }
  }
}

function grownText({ blocks, blockBytes, buffers, bytes }: HeapGrowth): string {
  const parts: string[] = [];
  if (blocks > 0) {
    const each = blockBytes === null ? '' : `, most of ${format.bytes(blockBytes)}`;
    parts.push(`${blocks.toLocaleString('en-US')} ${blocks === 1 ? 'block' : 'blocks'}${each}`);
  }
  for (const { size, grownBytes } of buffers.slice(0, 2)) {
    if (grownBytes >= bytes / 10) {
      parts.push(`${format.bytes(size - grownBytes)} grown to ${format.bytes(size)}`);
    }
  }
  return parts.join(', and ');
}

/** What the heap holds, in the words of Valgrind. */
export function heapText(heap: NonNullable<Result['wasmHeap']>): string[] {
  const { definitelyLost, indirectlyLost, stillReachable, heldOutside } = heap;
  const amount = ({ bytes, blocks }: typeof definitelyLost): string =>
    `${format.bytes(bytes)} in ${blocks.toLocaleString('en-US')} ${blocks === 1 ? 'block' : 'blocks'}`;
  return [
    [
      `definitely lost ${amount(definitelyLost)}`,
      `indirectly lost ${amount(indirectlyLost)}`,
      `still reachable ${amount(stillReachable)}`,
      ...(heldOutside.blocks > 0 ? [`held by JavaScript ${amount(heldOutside)}`] : []),
    ].join('; '),
    `${format.bytes(heap.live.bytes)} live of ${format.bytes(heap.pagesBytes)} of pages; ${format.bytes(heap.freeBytes)} free but retained, the largest piece ${format.bytes(heap.largestFreeBytes)}`,
  ];
}

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** By node, as memlab computes it. `parser` is the module of its parser. */
export async function memlabSizes(parser: string, snapshot: string): Promise<Float64Array> {
  const core = dirname(dirname(parser));
  const load = async (path: string) =>
    (await import(pathToFileURL(join(core, path)).href)).default.default;
  (await load('lib/Config.js')).muteConsole = true;
  const heap: MemlabHeap = await (await load('lib/HeapParser.js')).parse(snapshot);
  const TraceFinder = await load('paths/TraceFinder.js');
  new TraceFinder().calculateAllNodesRetainedSizes(heap);
  return Float64Array.from({ length: heap.nodes.length }, (_, i) => heap.nodes.get(i).retainedSize);
}

interface MemlabHeap {
  readonly nodes: {
    readonly length: number;
    get(index: number): { readonly retainedSize: number };
  };
}

import type { HeapGraph } from './heap-graph.ts';

/**
 * By node type: 1 where such nodes are no objects of the program but what V8 builds objects of (tables,
 * shapes, code), so that the object whose part they are is what a person looks for.
 */
export function structureTypes({ nodeTypes }: HeapGraph): Uint8Array {
  return Uint8Array.from(nodeTypes, (type) => (STRUCTURE.has(type) ? 1 : 0));
}

const STRUCTURE = new Set(['array', 'hidden', 'code', 'object shape', 'synthetic']);

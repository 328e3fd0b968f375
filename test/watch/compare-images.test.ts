import { describe, expect, it } from 'vitest';
import { compareImages } from '../../src/watch/compare-images.ts';
import type { HeapImage } from '../../src/watch/heap-image.ts';

/** Objects by their number: class and size. */
function image(objects: Readonly<Record<number, readonly [string, number]>>): HeapImage {
  const ids = Object.keys(objects).map(Number);
  const names = [...new Set(Object.values(objects).map(([name]) => name))];
  const sizes = ids.map((id) => objects[id]![1]);
  return {
    takenAt: new Date(0),
    count: ids.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    id: Uint32Array.from(ids),
    classOf: Uint32Array.from(ids, (id) => names.indexOf(objects[id]![0])),
    sizes: Float64Array.from(sizes),
    names,
  };
}

describe('the difference of two heaps', () => {
  it("is in memwatch's shape, by class, and without what V8 keeps for itself", () => {
    const before = image({ 1: ['(system)', 10], 3: ['Kept', 20], 5: ['(string)', 40] });
    const after = image({
      1: ['(system)', 10],
      3: ['Kept', 20],
      7: ['Leaking', 1024],
      9: ['Leaking', 1024],
      11: ['(system)', 8],
      13: ['(sliced string)', 16],
    });
    expect(compareImages(before, after)).toEqual({
      before: { nodes: 3, time: new Date(0), size_bytes: 70, size: '70 bytes' },
      after: { nodes: 6, time: new Date(0), size_bytes: 2102, size: '2.05 kb' },
      change: {
        size_bytes: 2032,
        size: '1.98 kb',
        freed_nodes: 1,
        allocated_nodes: 4,
        details: [
          { what: 'Leaking', size_bytes: 2048, size: '2 kb', '+': 2, '-': 0 },
          { what: 'String', size_bytes: -24, size: '-24 bytes', '+': 1, '-': 1 },
        ],
      },
    });
  });
});

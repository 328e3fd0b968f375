import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import { createLocationStore } from '../../src/heap/location-store.ts';

describe('locations', () => {
  it('are sorted by node, above 2¹⁶ too, and keep their order where a node has several', () => {
    const random = seededRandom(5);
    const nodes = Array.from({ length: 5000 }, () => Math.floor(random() ** 3 * 2 ** 32));
    nodes.push(...nodes.slice(0, 100));
    const store = createLocationStore(() => {});
    for (let from = 0; from < nodes.length; from += 700) {
      const some = Uint32Array.from(nodes.slice(from, from + 700));
      store.add([some, some, some.map((_, i) => from + i), some.fill(9, 0, 0)]);
    }
    const sorted = store.sorted();
    const expected = nodes
      .map((node, at) => ({ node, at }))
      .sort((a, b) => a.node - b.node || a.at - b.at);
    expect([...sorted.node]).toEqual(expected.map(({ node }) => node));
    expect([...sorted.line]).toEqual(expected.map(({ at }) => at));
    expect(store.count).toBe(5100);
  });

  it('ask for memory before they take it', () => {
    const store = createLocationStore((bytes) => {
      if (bytes > 100) throw new Error(`${bytes} bytes`);
    });
    const some = new Uint32Array(7);
    expect(() => store.add([some, some, some, some])).toThrow('112 bytes');
    expect(store.count).toBe(0);
  });
});

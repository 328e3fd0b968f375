import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/agent/server-protocol.ts';
import type { Isolate } from '../../src/load/agents.ts';
import { watchHeapRoom } from '../../src/load/heap-room.ts';

const MIB = 2 ** 20;

/** An isolate whose heap is as full as it is told; null where it does not answer. */
function isolateOf(heapLimitBytes: number): { isolate: Isolate; heap: { mib: number | null } } {
  const heap: { mib: number | null } = { mib: 5 };
  const ask = (): Promise<Answer | null> =>
    Promise.resolve(
      heap.mib === null ? null : ({ heapUsedBytes: heap.mib * MIB } as Partial<Answer> as Answer),
    );
  return { isolate: { heapLimitBytes, ask } as Partial<Isolate> as Isolate, heap };
}

describe('the room of a heap', () => {
  it('bounds nothing before a request was looked at', async () => {
    const { isolate } = isolateOf(45 * MIB);
    const room = watchHeapRoom(() => [isolate]);
    await room.look(0);
    expect(room.allowed(1000)).toBe(1000);
    expect(room.grownBytesPerRequest()).toBe(0);
  });

  it('may be filled by a quarter, at the pace of the last requests', async () => {
    const { isolate, heap } = isolateOf(45 * MIB);
    const room = watchHeapRoom(() => [isolate]);
    await room.look(0);
    heap.mib = 7;
    await room.look(4);
    // 2 MB of 10 are gone, at half a MB a request.
    expect(room.allowed(1000)).toBe(16);
    expect(room.allowed(3)).toBe(3);
    expect(room.grownBytesPerRequest()).toBe(MIB / 2);
    heap.mib = 15;
    await room.look(16);
    expect(room.allowed(1000)).toBe(0);
  });

  it('is free again where garbage was collected', async () => {
    const { isolate, heap } = isolateOf(45 * MIB);
    const room = watchHeapRoom(() => [isolate]);
    await room.look(0);
    heap.mib = 15;
    await room.look(10);
    expect(room.allowed(1000)).toBe(0);
    heap.mib = 5;
    await room.look(10);
    expect(room.allowed(1000)).toBe(1000);
  });

  it('is that of the isolate with the least, those that came later too', async () => {
    const [wide, narrow] = [isolateOf(4096 * MIB), isolateOf(45 * MIB)];
    const isolates = [wide.isolate];
    const room = watchHeapRoom(() => isolates);
    await room.look(0);
    isolates.push(narrow.isolate);
    await room.look(10);
    wide.heap.mib = 6;
    narrow.heap.mib = 6;
    await room.look(1);
    expect(room.allowed(1000)).toBe(9);
    narrow.heap.mib = null;
    wide.heap.mib = 7;
    await room.look(1);
    expect(room.allowed(1000)).toBe(1000);
  });
});

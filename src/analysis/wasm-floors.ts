import type { Sample } from '../record/schema.ts';

/**
 * Whether WASM is judged by the bytes that are live. They must be counted wherever there is a memory,
 * or the series would jump where one comes along that does not count; and the memories must be as
 * many throughout: who holds more and more instances leaks their pages, though little in them lives.
 */
export function countsWasm(samples: readonly Sample[]): boolean {
  const known = samples.filter(hasWasm);
  return (
    known.length > 0 &&
    isCountedFromSomewhereOn(known) &&
    memoriesByThread(known).every((counts) => new Set(counts).size === 1)
  );
}

/**
 * The size of WASM at each floor: 0 until a thread has made its first memory, which may be late in
 * a run. Null where no thread ever makes one.
 */
export function wasmFloors(samples: readonly Sample[]): (sample: Sample) => number | null {
  const counted = countsWasm(samples);
  const first = new Map<number, number>();
  for (const { thread, batch } of samples.filter(hasWasm)) {
    first.set(thread, Math.min(batch, first.get(thread) ?? batch));
  }
  if (first.size === 0) return () => null;
  return (sample) => {
    if (sample.batch < (first.get(sample.thread) ?? Number.POSITIVE_INFINITY)) return 0;
    if (!counted || sample.wasmPagesBytes === null) return sample.wasmPagesBytes;
    return sample.wasmLiveBytes ?? 0;
  };
}

/** An allocator that has not given out anything yet has no heap that could be walked. */
function isCountedFromSomewhereOn(samples: readonly Sample[]): boolean {
  const threads = [...new Set(samples.map(({ thread }) => thread))];
  return threads.every((thread) => {
    const own = samples.filter((sample) => sample.thread === thread);
    const first = own.findIndex(({ wasmLiveBytes }) => wasmLiveBytes !== null);
    return first !== -1 && own.slice(first).every(({ wasmLiveBytes }) => wasmLiveBytes !== null);
  });
}

/** Whether what is live was read off the heap's headers, which an allocator rounds. */
export const isWalked = (samples: readonly Sample[]): boolean =>
  samples.some(
    ({ wasmLiveBytes, wasmAllocations }) => wasmLiveBytes !== null && wasmAllocations === null,
  );

const hasWasm = ({ wasmPagesBytes }: Sample): boolean => wasmPagesBytes !== null;

function memoriesByThread(samples: readonly Sample[]): (number | null)[][] {
  const threads = [...new Set(samples.map(({ thread }) => thread))];
  return threads.map((thread) =>
    samples.flatMap((sample) => (sample.thread === thread ? [sample.wasmMemories] : [])),
  );
}

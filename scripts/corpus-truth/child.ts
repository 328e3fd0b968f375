import { pathToFileURL } from 'node:url';

/*
 * Runs one program in the main thread of a process of its own and reads its memories at rest: when
 * its warm-up is over, and at checkpoints from N to 4 N operations. It shares no code with leaklab: what leaklab says is
 * compared with the labels, so the labels must not come from it.
 *
 * node --expose-gc child.js <file> <steadyAfter> <export> <input as JSON>
 */
export interface Checkpoint {
  readonly operations: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  /** Without array buffers. */
  readonly external: number;
}

/** Warm-up and the first octave shouldn't be all that is seen of a fast operation. */
const WARM_MS = 400;
/** What is slow, or on a busy machine, gets this much longer, and fewer operations. */
const LONGEST_WARM_MS = 1500;
const OPERATIONS = 3000;
const FEWEST_OPERATIONS = 40;
/** What would be 4 times as much at the end. */
const MOST_WARM_BYTES = 25e6;
/** Checkpoints an octave. Not a power of two: periods of programs are round numbers. */
const STEPS = 7;
const OCTAVES = 2;

const collect = (globalThis as { gc?: () => void }).gc!;
const [file, steadyAfter, exported, input] = process.argv.slice(2);
process.on('unhandledRejection', (thrown) => {
  throw thrown;
});
await main();

async function main(): Promise<void> {
  const { operate, teardown } = await load();
  let done = 0;
  const runUntil = async (operations: number): Promise<void> => {
    while (done < operations) {
      const result = operate(done);
      if (isThenable(result)) await result;
      done++;
    }
  };

  // Its first calls allocate, and compile.
  for (let rehearsal = 0; rehearsal < 3; rehearsal++) await atRest();
  await runUntil(Number(steadyAfter));
  const checkpoints: Checkpoint[] = [{ operations: done, ...(await atRest()) }];
  const startMs = performance.now();
  let size = 16;
  for (;;) {
    await runUntil(size);
    const warmMs = performance.now() - startMs;
    const { heapUsed, external } = process.memoryUsage();
    const enough =
      (warmMs > WARM_MS && size >= OPERATIONS) ||
      (warmMs > LONGEST_WARM_MS && size >= FEWEST_OPERATIONS) ||
      heapUsed + external > MOST_WARM_BYTES;
    if (enough && size >= Number(steadyAfter) * 1.5) break;
    size = Math.ceil(size * 1.3);
  }
  for (let step = 0; step <= STEPS * OCTAVES; step++) {
    await runUntil(Math.round(size * 2 ** (step / STEPS)));
    checkpoints.push({ operations: done, ...(await atRest()) });
  }
  const elapsedMs = Math.round(performance.now() - startMs);
  await teardown();
  process.stdout.write(`${JSON.stringify({ checkpoints, elapsedMs })}\n`, () => process.exit());
}

/** The subject's contract, read anew. */
async function load(): Promise<{ operate: (index: number) => unknown; teardown: () => unknown }> {
  const module = await import(pathToFileURL(file!).href);
  const all = { ...(typeof module.default === 'object' ? module.default : {}), ...module };
  const operation =
    exported !== undefined && exported !== ''
      ? all[exported]
      : (all.operation ?? module.default?.operation ?? module.default);
  const state = await all.setup?.();
  const first = (index: number): unknown => {
    if (all.setup) return state;
    if (input === undefined || input === '') return index;
    return JSON.parse(input.replaceAll('"$i"', String(index)));
  };
  return {
    operate: (index) => operation(first(index), index),
    teardown: () => all.teardown?.(state),
  };
}

async function atRest(): Promise<Omit<Checkpoint, 'operations'>> {
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 2));
    collect();
    const { heapUsed } = process.memoryUsage();
    if (round >= 3 && before - heapUsed < 64) break;
    before = heapUsed;
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return { heapUsed, arrayBuffers, external: external - arrayBuffers };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

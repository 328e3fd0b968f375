import type { CorpusProgram } from '../../test/corpus/index.ts';
import type { Checkpoint } from './child.ts';

export interface Growth {
  readonly memory: 'heapUsed' | 'arrayBuffers' | 'external';
  /** Bytes an operation from N to 4 N operations. */
  readonly mean: number;
  /** Of all operations since the warm-up, where it is least and most: a table grows in steps. */
  readonly least: number;
  readonly most: number;
  /**
   * From the first half of the checkpoints to the second, in bytes: the least rise of the lowest,
   * the middle and the highest. A sawtooth moves each of them up or down, a leak all of them up.
   */
  readonly risen: number;
  /** Operations between the halves' middles. */
  readonly over: number;
  /** N. */
  readonly operations: number;
}

const MEMORIES = ['heapUsed', 'arrayBuffers', 'external'] as const;

export function growthOf([base, ...later]: readonly Checkpoint[]): Growth[] {
  return MEMORIES.map((memory) => {
    const rate = (from: Checkpoint, to: Checkpoint): number =>
      (to[memory] - from[memory]) / (to.operations - from.operations);
    const means = later.map((to) => rate(base!, to));
    const half = later.length >> 1;
    const sorted = (some: readonly Checkpoint[]): number[] =>
      some.map((at) => at[memory]).sort((a, b) => a - b);
    const early = sorted(later.slice(0, half));
    const late = sorted(later.slice(-half));
    const rises = [0, half >> 1, half - 1].map((rank) => late[rank]! - early[rank]!);
    return {
      memory,
      mean: rate(later[0]!, later.at(-1)!),
      least: Math.min(...means),
      most: Math.max(...means),
      risen: Math.min(...rises),
      over: later.at(-1 - (half >> 1))!.operations - later[half >> 1]!.operations,
      operations: later[0]!.operations,
    };
  });
}

/** What `process.memoryUsage` counts it as. Only old versions count WASM memories at all. */
const COUNTED_AS = {
  'js-heap': 'heapUsed',
  'array-buffers': 'arrayBuffers',
  external: 'external',
  wasm: 'external',
} as const;

/** A step of the runtime itself, such as code that was compiled. */
const RUNTIME_BYTES = 100_000;
/** From N on, when most of it is over. */
const LATE_RUNTIME_BYTES = 20_000;
const MOST_CLEAN = 0.5;
/** Checkpoints don't stand at whole periods, and the runtime moves a little. */
const TOLERANCE = 0.03;

/** How a program differs from its label. */
export function findings(program: CorpusProgram, growth: readonly Growth[]): string[] {
  const { memory: labelled, bytesPerOperation: truth } = program;
  if (labelled === null || truth === null) {
    return growth
      .filter(({ risen, over }) => risen > RUNTIME_BYTES && risen / over > MOST_CLEAN)
      .map(({ memory }) => `${memory} grows`);
  }
  const main = growth.find(({ memory }) => memory === COUNTED_AS[labelled])!;
  const { value, low = value, high = value } = truth;
  const lowest = low * (1 - TOLERANCE);
  const highest = high * (1 + TOLERANCE);
  const { mean, least, most, operations } = main;
  // Either fits: since the warm-up there is the runtime's own in it, from N on a step too many.
  const late = mean >= lowest && mean - LATE_RUNTIME_BYTES / (3 * operations) <= highest;
  const all = least >= lowest && most - RUNTIME_BYTES / operations <= highest;
  const wrong = late || (all && low !== high) ? [] : [`is not ${low}–${high}`];
  const more = growth.find(({ mean }) => mean > main.mean * 1.05);
  if (more !== undefined) wrong.push(`${more.memory} grows more than ${main.memory}`);
  return wrong;
}

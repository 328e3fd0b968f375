import type { Program } from '../../scripts/evaluate/program.ts';
import { packageRoot } from '../../src/package-root.ts';

/** A labelled program; its file is one that is there. */
export function program(
  over: Partial<Omit<Program, 'truth'>> & { truth?: Partial<Program['truth']> } = {},
) {
  return {
    id: 'map-grows',
    set: 'corpus' as const,
    file: `${packageRoot()}/test/fixtures/subjects/map-grows.mjs`,
    export: null,
    input: undefined,
    ...over,
    truth: {
      verdict: 'leak' as const,
      hard: false,
      kind: 'map',
      memory: 'js-heap' as const,
      bytesPerOperation: null,
      ...over.truth,
    },
  };
}

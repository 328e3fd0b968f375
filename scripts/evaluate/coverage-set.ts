import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Program } from './program.ts';

/** What is kept, how large, and by each how many-th operation. */
type Plant = readonly [kind: string, bytes: number, every: number];

/**
 * Leaks from 8 B to 1 MB an operation. Forty, so that five runs of each on one Node are the 200
 * without which a coverage of 99 % can't be told from one of 97 %.
 */
const PLANTS: readonly Plant[] = [
  ...from('object', [32, 40, 48, 64, 88, 128, 256, 512, 1040]),
  ['object', 40, 5],
  ['object', 40, 4],
  ['object', 1000, 100],
  ['object', 32, 2],
  ['object', 40, 2],
  ...from('array', [56, 72, 104, 200, 1024, 4096, 16_384, 65_536, 131_072, 524_288]),
  ...from('string', [64, 96, 160, 512, 2048, 8192, 32_768, 131_072, 524_288, 1_000_000]),
  ...from('buffer', [1024, 4096, 10_000, 65_536, 262_144, 1_048_576]),
];

/** Planted leaks whose rate is known exactly: what intervals are held against. */
export const coverageSet: readonly Program[] = PLANTS.map(([kind, bytes, every]) => ({
  id: `planted-${kind}-${bytes}${every === 1 ? '' : `-in-${every}`}`,
  set: 'coverage',
  file: join(packageRoot(), 'scripts', 'evaluate', 'planted.mjs'),
  export: null,
  input: { kind, bytes, every },
  truth: {
    verdict: 'leak',
    hard: false,
    kind,
    memory: kind === 'buffer' ? 'array-buffers' : 'js-heap',
    bytesPerOperation: { value: bytes / every, low: bytes / every, high: bytes / every },
  },
}));

function from(kind: string, sizes: readonly number[]): Plant[] {
  return sizes.map((bytes) => [kind, bytes, 1]);
}

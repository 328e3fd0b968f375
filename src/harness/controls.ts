import { seriesOf } from '../analysis/series.ts';
import { cutWarmUp } from '../analysis/warm-up.ts';
import { BYTES_PER_OPERATION } from '../controls/planted.ts';
import type { Controls } from '../record/schema.ts';
import { builtFile } from './built-file.ts';
import type { Measurement, Target } from './measure.ts';

const control = (variant: 'planted' | 'empty'): Target => ({
  subject: { name: 'control', kind: 'control', path: null, implementation: null, variant },
  get source() {
    return {
      kind: 'module' as const,
      path: builtFile(`controls/${variant}`),
      export: null,
      input: undefined,
    };
  },
  expected: null,
});

export const PLANTED = control('planted');
export const EMPTY = control('empty');

/**
 * The planted leak counts as found where the rate is right to this share: an object of V8 has the
 * same size on every version, and what else grows meanwhile is the instrument's.
 */
const PLANTED_TOLERANCE = 0.05;

/** What the two controls of a run say of it. */
export function readControls(planted: Measurement, empty: Measurement, threads: number): Controls {
  const rate = planted.judgement.growth?.bytesPerOperation.estimate ?? null;
  const found = rate !== null && Math.abs(rate / BYTES_PER_OPERATION - 1) <= PLANTED_TOLERANCE;
  const clean = empty.judgement.verdict === 'clean';
  return {
    planted: {
      found,
      bytesPerOperation: rate,
      reason: found
        ? null
        : (planted.judgement.reason ?? `expected ${BYTES_PER_OPERATION} B/op, measured ${rate}`),
    },
    empty: { clean, reason: clean ? null : (empty.judgement.reason ?? empty.judgement.verdict) },
    noiseBytes: noiseOf(empty, threads),
    smallestDetectableBytesPerOperation: empty.judgement.upperBoundBytesPerOperation,
  };
}

/** The largest step between two floors of the empty subject, its warm-up left out. */
function noiseOf(empty: Measurement, threads: number): number {
  const samples = empty.entries.filter((entry) => entry.type === 'sample');
  const heap = seriesOf(samples, threads).find((series) => series.memory === 'js-heap');
  if (heap === undefined || heap.points.length === 0) return 0;
  const points = cutWarmUp(heap.points);
  return points
    .slice(1)
    .reduce((most, point, i) => Math.max(most, Math.abs(point.bytes - points[i]!.bytes)), 0);
}

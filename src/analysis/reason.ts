import { MEMORIES_IN_TEXT } from '../record/memory-names.ts';
import type { Growth } from './growth.ts';
import type { MemoryJudgement } from './memories.ts';
import type { Point } from './series.ts';

/** Why the floors of some memories prove nothing, in words: the gravest reason alone. */
export function reasonOf(memories: readonly MemoryJudgement[]): string {
  const worst = memories
    .flatMap(({ memory, growth, points }) =>
      growth.kind === 'undecided' ? [{ memory, growth, points }] : [],
    )
    .sort((a, b) => GRAVEST.indexOf(a.growth.why) - GRAVEST.indexOf(b.growth.why))[0];
  if (worst === undefined) return 'no floor was measured';
  const { growth, points } = worst;
  const memory = MEMORIES_IN_TEXT[worst.memory];
  const bound =
    growth.upperBound === null ? '' : `${Number(growth.upperBound.toPrecision(2))} B/op`;
  switch (growth.why) {
    case 'slowing':
      return `the ${memory} grew, but ever slower (${lastOctaves(points)}): a cache may still be filling`;
    case 'noisy':
      return `too restless: a leak of ${bound} could hide in the ${memory}`;
    case 'too-few-operations':
      return `too few operations: a leak of ${bound} could hide in the ${memory}`;
    case 'too-short':
    case 'too-few-floors':
      return 'too few batches were measured: a longer budget is needed';
  }
}

const GRAVEST: readonly (Growth & { kind: 'undecided' })['why'][] = [
  'slowing',
  'noisy',
  'too-few-operations',
  'too-short',
  'too-few-floors',
];

/** "12.3 B/op in the first quarter of 80,000 operations, 0.9 in the last half". */
function lastOctaves(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const at = (share: number): Point =>
    points.findLast((point) => point.operations <= share * end.operations) ?? points[0]!;
  const [quarter, half] = [at(0.25), at(0.5)];
  const early = rate(points[0]!, quarter);
  return `${early} B/op in the first quarter of ${end.operations.toLocaleString('en-US')} operations, ${rate(half, end)} in the last half`;
}

function rate(from: Point, to: Point): number {
  const bytes = (to.bytes - from.bytes) / Math.max(1, to.operations - from.operations);
  return Number(bytes.toPrecision(2));
}

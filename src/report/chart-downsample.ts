import type { Point } from './model.ts';

/**
 * At most `cap` points that look like all of them: of each stretch of operations its lowest and its
 * highest point, in their order. A sawtooth keeps its teeth; averaging would file them off.
 */
export function downsample(points: readonly Point[], cap: number): readonly Point[] {
  if (points.length <= cap) return points;
  const buckets = Math.max(1, Math.floor((cap - 2) / 2));
  const first = points[0]!;
  const last = points.at(-1)!;
  const width = (last[0] - first[0]) / buckets || 1;

  const kept: Point[] = [first];
  let index = 1;
  for (let bucket = 1; bucket <= buckets; bucket++) {
    let low: Point | undefined;
    let high: Point | undefined;
    const end = bucket === buckets ? Number.POSITIVE_INFINITY : first[0] + bucket * width;
    for (; index < points.length - 1 && points[index]![0] < end; index++) {
      const point = points[index]!;
      if (!low || point[1] < low[1]) low = point;
      if (!high || point[1] > high[1]) high = point;
    }
    if (!low || !high) continue;
    if (low === high) kept.push(low);
    else if (low[0] <= high[0]) kept.push(low, high);
    else kept.push(high, low);
  }
  kept.push(last);
  return kept;
}

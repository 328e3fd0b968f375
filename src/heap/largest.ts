/** The `count` numbers below `end` for which `weigh` says most, the most first; none of weight 0. */
export function largest(end: number, count: number, weigh: (index: number) => number): number[] {
  // A heap whose first is the least of those kept: one pass, whatever `end` is.
  const kept: { index: number; weight: number }[] = [];
  if (count === 0) return [];
  for (let index = 0; index < end; index++) {
    const weight = weigh(index);
    if (weight <= 0) continue;
    if (kept.length < count) {
      kept.push({ index, weight });
      siftUp(kept);
    } else if (weight > kept[0]!.weight) {
      kept[0] = { index, weight };
      siftDown(kept);
    }
  }
  return kept.sort((a, b) => b.weight - a.weight || a.index - b.index).map(({ index }) => index);
}

interface Weighed {
  readonly weight: number;
}

function siftUp(heap: Weighed[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (heap[above]!.weight <= heap[at]!.weight) return;
    [heap[above], heap[at]] = [heap[at]!, heap[above]!];
    at = above;
  }
}

function siftDown(heap: Weighed[]): void {
  let at = 0;
  for (;;) {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2]) {
      if (below < heap.length && heap[below]!.weight < heap[least]!.weight) least = below;
    }
    if (least === at) return;
    [heap[least], heap[at]] = [heap[at]!, heap[least]!];
    at = least;
  }
}

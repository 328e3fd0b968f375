/** Milliseconds that something takes. */
export function timed(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Medians of two, in turn, so that a machine whose speed drifts is as fair to one as to the other. */
export function inTurn(
  rounds: number,
  first: () => unknown,
  second: () => unknown,
): [number, number] {
  first();
  second();
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    times[0].push(timed(first));
    times[1].push(timed(second));
  }
  return [median(times[0]), median(times[1])];
}

/**
 * Lets promises be awaited no longer than until another one rejects, which lives much longer than they do.
 * Promise.race would leave a reaction with that one for each, and all that it holds, for as long as it lives.
 */
export function untilRejected(lasting: Promise<never>) {
  const waiting = new Set<(reason: unknown) => void>();
  let isOver = false;
  // Nobody may be waiting when it happens: who waits next is told.
  lasting.catch((reason: unknown) => {
    isOver = true;
    for (const reject of waiting) reject(reason);
    waiting.clear();
  });
  return <Value>(value: Promise<Value>): Promise<Value> => {
    if (isOver) return Promise.race([value, lasting]);
    return new Promise((resolve, reject) => {
      waiting.add(reject);
      const done = (): void => void waiting.delete(reject);
      value.then(resolve, reject).finally(done);
    });
  };
}

import type { Growing, Growth } from './growth.ts';
import type { ThreadJudgement } from './judge-threads.ts';
import type { MemoryJudgement } from './memories.ts';

/**
 * What a server's isolates show of a memory, each over its own requests, where that is more than their sum
 * shows: the sum goes up and down with how requests are spread over them. Rates are by request to the
 * server: that of each isolate counts as often as requests come to it. What has ended, though it is not
 * in the sum, may have shown that it grew; that it did not says nothing of those that are `lasting`.
 */
export function orByIsolates(
  sum: MemoryJudgement,
  threads: readonly ThreadJudgement[],
  lasting: ReadonlySet<number>,
): MemoryJudgement {
  const { memory, growth, points } = sum;
  const own = threads.flatMap((thread) => {
    const its = thread.memories.find((one) => one.memory === memory)?.growth;
    return its === undefined || (its.kind !== 'growing' && !lasting.has(thread.thread))
      ? []
      : [{ growth: its, share: thread.requestShare ?? 0, isSummed: lasting.has(thread.thread) }];
  });
  const [first] = points;
  if (own.length === 0 || first === undefined) return sum;
  const growing = own.flatMap(({ growth, ...one }) =>
    growth.kind === 'growing' ? [{ growth, ...one }] : [],
  );
  if (growing.length === 0) {
    const upperBound = growth.kind === 'undecided' ? boundOf(own) : null;
    return upperBound === null ? sum : { ...sum, growth: { kind: 'flat', upperBound } };
  }
  const total = { ...added(growing), from: first };
  const isKnownOfAll = own.every((one) => one.growth.kind !== 'undecided');
  switch (growth.kind) {
    case 'growing':
      return isKnownOfAll && width(total) < width(growth) ? { ...sum, growth: total } : sum;
    case 'flat': {
      // Where the sum is known to stand still, what one of them gained another gave back.
      const isBalanced =
        growing.every(({ isSummed }) => isSummed) &&
        total.bytesPerOperation.estimate > growth.upperBound;
      return isBalanced ? sum : { ...sum, growth: total };
    }
    case 'undecided':
      return { ...sum, growth: total };
  }
}

interface Own<Kind extends Growth = Growth> {
  readonly growth: Kind;
  readonly share: number;
}

const width = ({ bytesPerOperation: { low, high } }: Growing): number => high - low;

function added(growing: readonly Own<Growing>[]): Omit<Growing, 'from'> {
  const total = (of: keyof Growing['bytesPerOperation']): number =>
    growing.reduce((sum, { growth, share }) => sum + share * growth.bytesPerOperation[of], 0);
  const rate = ({ growth, share }: Own<Growing>): number =>
    share * growth.bytesPerOperation.estimate;
  const [fastest] = [...growing].sort((a, b) => rate(b) - rate(a));
  return {
    kind: 'growing',
    bytesPerOperation: { estimate: total('estimate'), low: total('low'), high: total('high') },
    confidence: Math.min(...growing.map(({ growth }) => growth.confidence)),
    shape: fastest!.growth.shape,
    rule: 'isolates',
  };
}

/** What could still hide in all of them together; null where one of them is not flat. */
function boundOf(own: readonly Own[]): number | null {
  let bound = 0;
  for (const { growth, share } of own) {
    if (growth.kind !== 'flat') return null;
    bound += share * growth.upperBound;
  }
  return bound;
}

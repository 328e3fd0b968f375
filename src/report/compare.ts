import { MEMORIES_IN_TEXT } from '../record/memory-names.ts';
import * as format from './format.ts';
import type { Result } from './result.ts';

type Compared = NonNullable<Result['comparedWith']>;

/** What became of the leak of an earlier result: whether it is gone, smaller, as it was, or larger. */
export function compareWith(before: Result, after: Result): Compared {
  const { recording, memory } = before;
  const was = before.growth?.bytesPerOperation ?? null;
  const now = after.growth?.bytesPerOperation ?? null;
  const common = { recording, memory, before: was, upperBound: after.upperBoundBytesPerOperation };
  const nothing = { ...common, share: null };
  if (was === null) return { ...nothing, outcome: now === null ? 'none' : 'new' };
  if (after.verdict === 'clean') return { ...nothing, outcome: 'gone' };
  if (after.verdict !== 'leak' || now === null) return { ...nothing, outcome: 'unknown' };
  if (after.memory !== memory) return { ...nothing, outcome: 'new' };
  // Of the least that it may be now and the most that it may have been, and the other way round.
  const share = {
    estimate: now.estimate / was.estimate,
    low: now.low / was.high,
    high: now.high / was.low,
  };
  const outcome = share.high < 1 ? 'smaller' : share.low > 1 ? 'larger' : 'same';
  return { ...common, share, outcome };
}

/** "the leak is gone: +74 B/op before, < 0.05 B/op now". */
export function comparedText({ outcome, before, share, memory, upperBound }: Compared): string {
  const was = before === null ? '' : `+${format.interval(before).estimate} B/op before`;
  const much =
    share === null
      ? ''
      : `${percent(share.estimate)} % of what it was (${percent(share.low)}–${percent(share.high)} %)`;
  switch (outcome) {
    case 'gone':
      return `the leak is gone: ${was}${upperBound === null ? '' : `, < ${format.bound(upperBound)} B/op now`}`;
    case 'smaller':
      return `the leak is smaller, and still there: ${was}, now ${much}`;
    case 'larger':
      return `the leak is larger: ${was}, now ${much}`;
    case 'same':
      return `the leak is as it was: ${was}, now ${much}`;
    case 'unknown':
      return `what became of the leak is not known: ${was}`;
    case 'new':
      return before === null || memory === null
        ? 'there was no such leak before'
        : `another leak than before: that one was in ${MEMORIES_IN_TEXT[memory]}, ${was}`;
    case 'none':
      return 'no leak was found before, and none is now';
  }
}

const percent = (share: number): string => format.number(Number((100 * share).toPrecision(2)));

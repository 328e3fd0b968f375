import { MEMORIES_IN_TEXT } from '../record/memory-names.ts';
import { bytes, duration, number } from '../report/format.ts';
import type { LeakInfo } from './report.ts';

/** "the JS heap keeps 104 B a request (99.9 %: 98 B to 110 B), 45 MiB in 2 h; its limit is reached in 3 h". */
export function reasonOf({
  memory,
  per,
  bytes: rate,
  confidence,
  growth,
  start,
  end,
  msToLimit,
}: Omit<LeakInfo, 'reason'>): string {
  const range = `${bytes(Math.max(0, rate.low))} to ${bytes(rate.high)}`;
  const kept = `${bytes(rate.estimate)} ${per === 'request' ? 'a request' : 'an hour'}`;
  const during = duration(end.getTime() - start.getTime());
  const until = msToLimit === null ? '' : `; its limit is reached in ${duration(msToLimit)}`;
  const share = `${number(100 * confidence)} %`;
  return `the ${MEMORIES_IN_TEXT[memory]} keeps ${kept} (${share}: ${range}), ${bytes(growth)} in ${during}${until}`;
}

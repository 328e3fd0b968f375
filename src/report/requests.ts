import { median } from '../analysis/median-interval.ts';
import type { Entry, RecordedEvent } from '../record/schema.ts';
import * as format from './format.ts';
import type { Result } from './result.ts';

type Requests = NonNullable<Result['requests']>;

export type Round = Extract<RecordedEvent, { event: 'round' }>;

/** All rounds of a server's requests, those of the warm-up first. */
export function roundsIn(entries: readonly Entry[]): Round[] {
  return entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'round' ? [entry] : [],
  );
}

/** What became of a server's requests, of all rounds together; null where there were none. */
export function requestsOf(entries: readonly Entry[]): Requests | null {
  const all = roundsIn(entries);
  if (all.length === 0) return null;
  const measured = all.filter(({ batch }) => batch !== null);
  const rounds = measured.length > 0 ? measured : all;
  const total = (of: (round: (typeof all)[number]) => number): number =>
    all.reduce((sum, round) => sum + of(round), 0);
  const statuses: Record<string, number> = {};
  for (const round of all) {
    for (const [status, count] of Object.entries(round.statuses)) {
      statuses[status] = (statuses[status] ?? 0) + count;
    }
  }
  const typical = (name: 'p50' | 'p90' | 'p99'): number =>
    median(rounds.map(({ latencyMs }) => latencyMs[name]));
  return {
    sent: total(({ sent }) => sent),
    answered: total(({ answered }) => answered),
    errors: total(({ errors }) => errors),
    timeouts: total(({ timeouts }) => timeouts),
    aborted: total(({ aborted }) => aborted),
    statuses,
    perSecond: median(rounds.map(({ answered, loadMs }) => (1000 * answered) / loadMs)),
    latencyMs: {
      p50: typical('p50'),
      p90: typical('p90'),
      p99: typical('p99'),
      max: Math.max(...rounds.map(({ latencyMs }) => latencyMs.max)),
    },
  };
}

/** Latencies are counted in whole milliseconds. */
const ms = (value: number): string => `${format.number(Math.max(1, value))} ms`;

/** "44,413 sent: all answered; 4,650 a second, half of them within 1 ms, 99 % within 8 ms". */
export function requestsText(requests: Requests): string {
  const { sent, answered, errors, timeouts, aborted, statuses, perSecond, latencyMs } = requests;
  const number = (value: number): string => format.number(value);
  const late = timeouts === 0 ? '' : ` (${number(timeouts)} not in time)`;
  const lost = [
    errors === 0 ? '' : `${number(errors)} failed${late}`,
    aborted === 0 ? '' : `${number(aborted)} cut off`,
  ].filter((text) => text !== '');
  const others = Object.entries(statuses).filter(([status]) => !status.startsWith('2'));
  const by = others.map(([status, count]) => `${number(count)} with ${status}`).join(', ');
  const of = by === '' ? '' : ` (${by})`;
  const fates =
    lost.length === 0
      ? `all answered${of}`
      : [`${number(answered)} answered${of}`, ...lost].join(', ');
  const pace = `${number(Math.round(perSecond))} a second, half of them within ${ms(latencyMs.p50)}, 99 % within ${ms(latencyMs.p99)}`;
  return `${number(sent)} sent: ${fates}; ${pace}`;
}

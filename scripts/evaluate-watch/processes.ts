import type { Process, State } from './series.ts';

const MB = 1e6;
const BASE_BYTES = 40 * MB;
/** Live at a time, of each request a second. */
const IN_FLIGHT_BYTES = 0.1 * MB;

const steady = (): number => 100;
/** Ten times as much at noon as at midnight, from midnight on. */
const dayAndNight = (hours: number): number => 55 - 45 * Math.cos((hours * Math.PI) / 12);
/** From four in the morning on: first it does nothing but rise. */
const fromMorning = (hours: number): number => dayAndNight(hours + 4);
const doubled =
  (at: number) =>
  (hours: number): number =>
    hours < at ? 100 : 200;

const live = ({ load }: State): number => BASE_BYTES + load * IN_FLIGHT_BYTES;

function clean(
  name: string,
  hours: number,
  traffic: Process['traffic'] = steady,
  more: (state: State) => number = () => 0,
): Process {
  return { name, truth: 'clean', hours, traffic, liveBytes: (state) => live(state) + more(state) };
}

const leak = (
  name: string,
  hours: number,
  traffic: Process['traffic'],
  more: (state: State) => number,
): Process => ({ ...clean(name, hours, traffic, more), truth: 'leak' });

const open = (process: Process): Process => ({ ...process, truth: 'open' });

/** Full after so many hours of new keys. */
const cache =
  (bytes: number, hoursToFill: number) =>
  ({ hours }: State): number =>
    bytes * Math.min(1, hours / hoursToFill);
/** Keys drawn at random: the fuller, the fewer are new. */
const randomCache =
  (bytes: number, hoursToFill: number) =>
  ({ hours }: State): number =>
    bytes * (1 - Math.exp(-hours / hoursToFill));
const sawtooth =
  (bytes: number, period: number) =>
  ({ hours }: State): number =>
    bytes * ((hours % period) / period);
/** What is as large as it ever had to be. */
const highWater = (traffic: Process['traffic'], bytesEach: number) => {
  const most = (hours: number): number => {
    let top = 0;
    for (let at = 0; at <= Math.min(hours, 24); at += 0.25) top = Math.max(top, traffic(at));
    return top;
  };
  return ({ hours }: State): number => bytesEach * most(hours);
};

/** Collected ever more rarely as it grows: little but the leak survives. */
const seldom = (process: Process): Process => ({ ...process, gapMs: 15 * 60_000 });

export const PROCESSES: readonly Process[] = [
  clean('steady, 2 h', 2),
  clean('steady, 12 h', 12),
  clean('steady, a week', 168),
  clean('day and night, 3 days', 72, dayAndNight),
  clean('from the morning on, 6 h', 6, fromMorning),
  clean('from the morning on, 3 days', 72, fromMorning),
  clean('load doubled after 3 h', 8, doubled(3)),
  clean('sawtooth of 30 MB in 20 min', 8, steady, sawtooth(30 * MB, 1 / 3)),
  open(clean('sawtooth of 60 MB in 3 h', 24, steady, sawtooth(60 * MB, 3))),
  open(clean('sawtooth of 100 MB, one tooth a day', 96, dayAndNight, sawtooth(100 * MB, 24))),
  clean('cache of 100 MB in an hour', 8, steady, cache(100 * MB, 1)),
  clean('cache of 20 MB in an hour, load doubled after', 8, doubled(1), cache(20 * MB, 1)),
  clean('random cache of 100 MB in an hour', 12, steady, randomCache(100 * MB, 1)),
  clean('random cache of 50 MB, day and night', 72, dayAndNight, randomCache(50 * MB, 3)),
  clean('pools as large as the peak', 72, fromMorning, highWater(fromMorning, 0.3 * MB)),
  seldom(clean('steady, seldom collected', 12)),
  seldom(clean('from the morning on, seldom collected', 24, fromMorning)),
  seldom(clean('day and night, seldom collected', 72, dayAndNight)),
  seldom(clean('cache of 500 MB in an hour, seldom collected', 12, steady, cache(500 * MB, 1))),
  seldom(
    clean('random cache of 500 MB, seldom collected', 12, steady, randomCache(500 * MB, 0.75)),
  ),
  leak('100 bytes a request, 100 a second', 4, steady, ({ requests }) => 100 * requests),
  leak('20 bytes a request, 100 a second', 8, steady, ({ requests }) => 20 * requests),
  leak('20 bytes a request, day and night', 72, dayAndNight, ({ requests }) => 20 * requests),
  leak('1 KB a request, from the morning on', 24, fromMorning, ({ requests }) => 1000 * requests),
  leak('5 MB an hour, by time', 24, steady, ({ hours }) => 5 * MB * hours),
  leak('1 MB an hour, a week', 168, dayAndNight, ({ hours }) => MB * hours),
  leak(
    '10 MB an hour, no requests',
    12,
    () => 0,
    ({ hours }) => 10 * MB * hours,
  ),
  leak(
    '50 bytes a request under a sawtooth',
    12,
    steady,
    (state) => 50 * state.requests + sawtooth(30 * MB, 1 / 3)(state),
  ),
  seldom(
    leak('500 bytes a request, seldom collected', 8, steady, ({ requests }) => 500 * requests),
  ),
  leak(
    'beside a cache that fills',
    12,
    steady,
    (state) => 30 * state.requests + cache(100 * MB, 1)(state),
  ),
  leak('from the second day on', 96, dayAndNight, ({ hours }) => 4 * MB * Math.max(0, hours - 24)),
];

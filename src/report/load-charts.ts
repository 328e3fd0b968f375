import type { RawSample } from '../record/schema.ts';
import { subjectName } from '../record/subject-name.ts';
import { defaultMemory, linesOf, summaryOf, wordsOf } from './chart-series.ts';
import * as format from './format.ts';
import type { ChartSeries, LoadChart, LoadRound, Point } from './model.ts';
import type { Round } from './requests.ts';
import { requestsOf, roundsIn } from './requests.ts';
import type { Finding } from './result-of.ts';
import { isolateOf } from './result-of.ts';
import { threadLabel } from './thread-label.ts';

/** What a server's recording shows over time; null of what was not driven by requests. */
export function loadChart(finding: Finding): LoadChart | null {
  const { header, entries } = finding;
  const rounds = roundsIn(entries);
  if (header.load === undefined || rounds.length === 0) return null;
  const raws = entries.filter((entry) => entry.type === 'raw');
  return {
    title: subjectName(header.subject),
    subtitle: subtitleOf(finding),
    memory: memoryOf(finding),
    rounds: rounds.map(drawnRound),
    loopDelayMs: together(
      raws,
      ({ loopDelayMs }) => loopDelayMs.max,
      (all) => Math.max(...all),
    ),
    inFlight: together(
      raws,
      ({ inFlight }) => inFlight,
      (all) => all.reduce((a, b) => a + b, 0),
    ),
    // There is one queue, whichever thread is looked at.
    queued: raws.flatMap((raw) =>
      raw.server?.queued == null ? [] : [[seconds(raw), raw.server.queued] as const],
    ),
  };
}

const seconds = ({ elapsedMs }: { readonly elapsedMs: number }): number => elapsedMs / 1000;

function subtitleOf({ header, entries }: Finding): string {
  const { origin, requests, connections } = header.load!;
  const [first] = requests;
  const what =
    requests.length === 1
      ? `${first!.method} ${first!.path}`
      : `${requests.length} requests in turn`;
  const { perSecond } = requestsOf(entries)!;
  return `${what} at ${origin}, ${connections} connections, ${format.number(Math.round(perSecond))} requests a second`;
}

/** With more lines, none can be told from the next. */
const MOST_THREADS = 5;

/** A line for each thread that is measured; of many, those that grew most. */
function memoryOf(finding: Finding): ChartSeries[] {
  const { header, entries, judgement } = finding;
  const memory = judgement.memory ?? defaultMemory(finding);
  const numbers = [
    ...new Set(entries.flatMap((entry) => (entry.type === 'sample' ? [entry.thread] : []))),
  ];
  const threads = numbers.map((thread) => ({ thread, isolate: isolateOf(thread, entries) }));
  const limits = entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'out-of-memory' ? [entry] : [],
  );
  return threads
    .map((one): ChartSeries => {
      const own = judgement.threads.find(({ thread }) => thread === one.thread);
      const limit = limits.find(({ thread }) => thread === one.thread);
      return {
        variant:
          threads.length === 1
            ? (header.subject.variant ?? baseName(header.subject.name))
            : threadLabel(one, threads),
        verdict: own?.verdict ?? judgement.verdict,
        summary:
          own === undefined
            ? summaryOf(judgement)
            : wordsOf(
                own.verdict,
                own.bytesPerOperation?.estimate ?? null,
                own.upperBoundBytesPerOperation,
              ),
        memory,
        ...linesOf(entries, one.thread, memory, seconds),
        slope: null,
        outOfMemory:
          limit === undefined ? null : { operations: seconds(limit), limitBytes: limit.limitBytes },
      };
    })
    .sort((a, b) => grown(b) - grown(a))
    .slice(0, MOST_THREADS);
}

const baseName = (name: string): string => name.replace(/^.*[\\/]/, '');

const grown = ({ floors }: ChartSeries): number =>
  floors.length === 0 ? 0 : floors.at(-1)![1] - floors[0]![1];

function drawnRound(round: Round): LoadRound {
  const { loadMs, answered, errors, aborted, statuses, latencyMs, batch } = round;
  const refused = Object.entries(statuses)
    .filter(([status]) => Number(status) >= LEAST_SERVER_ERROR)
    .reduce((sum, [, count]) => sum + count, 0);
  const perSecond = (count: number): number => (1000 * count) / loadMs;
  return {
    // The event is written when the server has come to the end of its queue.
    from: seconds(round) - loadMs / 1000,
    to: seconds(round),
    isMeasured: batch !== null,
    answeredPerSecond: perSecond(answered),
    failedPerSecond: perSecond(errors + aborted + refused),
    p50Ms: latencyMs.p50,
    p99Ms: latencyMs.p99,
  };
}

const LEAST_SERVER_ERROR = 500;

/** At each reading of a thread, what all threads had last, as one value. */
function together(
  raws: readonly RawSample[],
  value: (server: NonNullable<RawSample['server']>) => number,
  asOne: (values: readonly number[]) => number,
): Point[] {
  const latest = new Map<number, number>();
  return raws.flatMap((raw) => {
    if (raw.server === undefined) return [];
    latest.set(raw.thread, value(raw.server));
    return [[seconds(raw), asOne([...latest.values()])] as const];
  });
}

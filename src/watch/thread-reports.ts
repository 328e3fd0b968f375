import { BroadcastChannel } from 'node:worker_threads';
import type { LeakInfo, ThreadReport } from './report.ts';

/** HTTP requests that a thread has answered, and its open connections. */
export interface Traffic {
  readonly requests: number;
  readonly connections: number;
}

/** What threads tell each other. */
type Told =
  /** By the main thread: of a server whose workers only compute, it alone knows. */
  | ({ readonly type: 'traffic' } & Traffic)
  /** By worker threads. */
  | { readonly type: 'report'; readonly report: ThreadReport }
  | { readonly type: 'leak'; readonly leak: LeakInfo }
  | { readonly type: 'ends'; readonly threadId: number };

/** Within the process: other processes have channels of their own. */
const CHANNEL = 'leaklab/watch';

export interface ThreadReports {
  /** Of the workers that run, as they were when they reported last. */
  reports(): ThreadReport[];
  close(): void;
}

/**
 * In the main thread: collects what the workers report, forgets those that report no more, and tells them of
 * its traffic.
 */
export function collectReports({
  everyMs,
  onLeak,
  traffic,
  now = () => performance.now(),
}: {
  readonly everyMs: number;
  onLeak(leak: LeakInfo): void;
  traffic(): Traffic;
  now?(): number;
}): ThreadReports {
  const known = new Map<number, { readonly report: ThreadReport; readonly atMs: number }>();
  const channel = openChannel((told) => {
    if (told.type === 'report')
      known.set(told.report.threadId, { report: told.report, atMs: now() });
    else if (told.type === 'leak') onLeak(told.leak);
    else if (told.type === 'ends') known.delete(told.threadId);
  });
  const timer = setInterval(() => {
    if (known.size > 0) channel.postMessage({ type: 'traffic', ...traffic() } satisfies Told);
  }, everyMs);
  timer.unref();
  return {
    reports() {
      for (const [threadId, { atMs }] of known) {
        if (now() - atMs > MISSED_REPORTS * everyMs) known.delete(threadId);
      }
      return [...known.values()].map(({ report }) => report);
    },
    close() {
      clearInterval(timer);
      channel.close();
    },
  };
}

/** A worker that computes for long can't report. One that was ended from outside never says so. */
const MISSED_REPORTS = 30;

export interface Reporter {
  /** Of the main thread, as it was told last. */
  traffic(): Traffic;
  tellLeak(leak: LeakInfo): void;
  close(): void;
}

/** In a worker thread: reports now and then, and when it ends. */
export function reportToMain(
  threadId: number,
  everyMs: number,
  report: () => ThreadReport,
): Reporter {
  let traffic: Traffic = { requests: 0, connections: 0 };
  const channel = openChannel((told) => {
    if (told.type === 'traffic') traffic = told;
  });
  const tell = (told: Told): void => channel.postMessage(told);
  const timer = setInterval(() => tell({ type: 'report', report: report() }), everyMs);
  timer.unref();
  tell({ type: 'report', report: report() });
  const leave = (): void => tell({ type: 'ends', threadId });
  process.once('exit', leave);
  return {
    traffic: () => traffic,
    tellLeak: (leak) => tell({ type: 'leak', leak }),
    close() {
      leave();
      clearInterval(timer);
      process.off('exit', leave);
      channel.close();
    },
  };
}

function openChannel(take: (told: Told) => void): BroadcastChannel {
  const channel = new BroadcastChannel(CHANNEL) as BroadcastChannel & { unref(): void };
  channel.onmessage = (event) => take((event as { data: Told }).data);
  channel.unref();
  return channel;
}

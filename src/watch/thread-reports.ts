import { BroadcastChannel } from 'node:worker_threads';
import type { LeakInfo, ThreadReport } from './report.ts';

/** What worker threads tell the main thread. */
type Told =
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

/** In the main thread: collects what the workers report, and forgets those that report no more. */
export function collectReports(
  everyMs: number,
  onLeak: (leak: LeakInfo) => void,
  now: () => number = () => performance.now(),
): ThreadReports {
  const known = new Map<number, { readonly report: ThreadReport; readonly atMs: number }>();
  const channel = new BroadcastChannel(CHANNEL) as BroadcastChannel & { unref(): void };
  channel.unref();
  channel.onmessage = (event) => {
    const told = (event as { data: Told }).data;
    if (told.type === 'report')
      known.set(told.report.threadId, { report: told.report, atMs: now() });
    else if (told.type === 'leak') onLeak(told.leak);
    else known.delete(told.threadId);
  };
  return {
    reports() {
      for (const [threadId, { atMs }] of known) {
        if (now() - atMs > MISSED_REPORTS * everyMs) known.delete(threadId);
      }
      return [...known.values()].map(({ report }) => report);
    },
    close: () => channel.close(),
  };
}

/** A worker that computes for long can't report. One that was ended from outside never says so. */
const MISSED_REPORTS = 30;

export interface Reporter {
  tellLeak(leak: LeakInfo): void;
  close(): void;
}

/** In a worker thread: reports now and then, and when it ends. */
export function reportToMain(
  threadId: number,
  everyMs: number,
  report: () => ThreadReport,
): Reporter {
  const channel = new BroadcastChannel(CHANNEL) as BroadcastChannel & { unref(): void };
  channel.unref();
  const tell = (told: Told): void => channel.postMessage(told);
  const timer = setInterval(() => tell({ type: 'report', report: report() }), everyMs);
  timer.unref();
  tell({ type: 'report', report: report() });
  const leave = (): void => tell({ type: 'ends', threadId });
  process.once('exit', leave);
  return {
    tellLeak: (leak) => tell({ type: 'leak', leak }),
    close() {
      leave();
      clearInterval(timer);
      process.off('exit', leave);
      channel.close();
    },
  };
}

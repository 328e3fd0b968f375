import { isMainThread, threadId } from 'node:worker_threads';
import { describeError } from '../errors.ts';
import type { MajorCollection } from './floors.ts';
import { watchIsolate } from './isolate-watch.ts';
import { log } from './log.ts';
import { publishMetrics } from './publish.ts';
import type { LeakInfo, WatchedMemory } from './report.ts';
import type { Suspicion } from './suspicion.ts';
import { collectReports, reportToMain } from './thread-reports.ts';
import type { ResolvedWatchOptions } from './watch-options.ts';

export interface Watcher {
  onLeak(leak: LeakInfo): void;
  onMajor(collection: MajorCollection, totals: ReturnType<typeof watchIsolate>['totals']): void;
}

/**
 * Watches this isolate; the main thread also gathers what its worker threads report, and publishes all of
 * it. Nothing of it keeps a thread alive. Returns what stops it.
 */
export function startWatch(options: ResolvedWatchOptions, watcher: Watcher): () => void {
  const isolate = watchIsolate(options, {
    onLeak: (memory, suspicion, limitBytes) => {
      tell(memory, suspicion, limitBytes).catch(complain);
    },
    onMajor: (collection) => watcher.onMajor(collection, isolate.totals),
    onError: complain,
  });
  const others = isMainThread ? lead() : follow();

  async function tell(
    memory: WatchedMemory,
    suspicion: Suspicion,
    limitBytes: number | null,
  ): Promise<void> {
    const { leakInfo } = await import('./leak-info.ts');
    const leak = leakInfo(memory, suspicion, limitBytes);
    log(`probably a leak: ${leak.reason}.`);
    others.tellLeak(leak);
    watcher.onLeak(leak);
    const { snapshotOnLeak: folder, snapshotBudgetBytes: budgetBytes } = options;
    if (folder === null) return;
    const { snapshotOnLeak } = await import('./leak-snapshot.ts');
    const path = await snapshotOnLeak({ folder, budgetBytes });
    if (path !== null) log(`a heap snapshot of it is in ${path}.`);
  }

  function lead(): { tellLeak(leak: LeakInfo): void; stop(): void } {
    const workers = collectReports(options.reportEveryMs, watcher.onLeak);
    const reports = () => [isolate.report(), ...workers.reports()];
    const stopPublishing = publishMetrics(options, reports);
    return {
      tellLeak() {},
      stop() {
        stopPublishing();
        workers.close();
      },
    };
  }

  function follow(): { tellLeak(leak: LeakInfo): void; stop(): void } {
    const { tellLeak, close } = reportToMain(threadId, options.reportEveryMs, isolate.report);
    return { tellLeak, stop: close };
  }

  return () => {
    others.stop();
    isolate.stop();
  };
}

/** Whatever fails in the watch, the program goes on. */
function complain(thrown: unknown): void {
  log(describeError(thrown).message);
}

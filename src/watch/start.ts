import { isMainThread, threadId } from 'node:worker_threads';
import { describeError } from '../errors.ts';
import { watchIsolate } from './isolate-watch.ts';
import { log } from './log.ts';
import { publishMetrics } from './publish.ts';
import type { LeakInfo, WatchedMemory } from './report.ts';
import type { Suspicion } from './suspicion.ts';
import type { Traffic } from './thread-reports.ts';
import { collectReports, reportToMain } from './thread-reports.ts';
import type { ResolvedWatchOptions } from './watch-options.ts';

/**
 * Watches this isolate; the main thread also gathers what its worker threads report, and publishes all of
 * it. Nothing of it keeps a thread alive. Returns what stops it.
 */
export function startWatch(
  options: ResolvedWatchOptions,
  onLeak: (leak: LeakInfo) => void,
): () => void {
  const isolate = watchIsolate(options, {
    onLeak: (memory, suspicion, limitBytes) => {
      tell(memory, suspicion, limitBytes).catch(complain);
    },
    onError: complain,
    trafficElsewhere: () => others.traffic(),
  });
  const others = isMainThread ? lead() : follow();

  /** What a listener throws must neither end the process nor keep a snapshot from being taken. */
  function announce(leak: LeakInfo): void {
    try {
      onLeak(leak);
    } catch (thrown) {
      complain(thrown);
    }
  }

  async function tell(
    memory: WatchedMemory,
    suspicion: Suspicion,
    limitBytes: number | null,
  ): Promise<void> {
    const { leakInfo } = await import('./leak-info.ts');
    const leak = leakInfo(memory, suspicion, limitBytes);
    log(`probably a leak: ${leak.reason}.`);
    others.tellLeak(leak);
    announce(leak);
    const { snapshotOnLeak: folder, snapshotBudgetBytes: budgetBytes } = options;
    if (folder === null) return;
    const { snapshotOnLeak } = await import('./leak-snapshot.ts');
    const path = await snapshotOnLeak({ folder, budgetBytes });
    if (path !== null) log(`a heap snapshot of it is in ${path}.`);
  }

  function lead(): Others {
    const workers = collectReports({
      everyMs: options.reportEveryMs,
      onLeak: announce,
      traffic: isolate.traffic,
    });
    const reports = () => [isolate.report(), ...workers.reports()];
    const stopPublishing = publishMetrics(options, reports);
    return {
      traffic: () => ({ requests: 0, connections: 0 }),
      tellLeak() {},
      stop() {
        stopPublishing();
        workers.close();
      },
    };
  }

  function follow(): Others {
    const { close, ...reporter } = reportToMain(threadId, options.reportEveryMs, isolate.report);
    return { ...reporter, stop: close };
  }

  return () => {
    others.stop();
    isolate.stop();
  };
}

/** The other threads of this process, as this one knows them. */
interface Others {
  /** Of the thread that hands its work to this one. */
  traffic(): Traffic;
  tellLeak(leak: LeakInfo): void;
  stop(): void;
}

/** Whatever fails in the watch, the program goes on. */
function complain(thrown: unknown): void {
  log(describeError(thrown).message);
}

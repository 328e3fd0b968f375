import { EventEmitter } from 'node:events';
import { describeError } from '../errors.ts';
import { gc } from './collect.ts';
import { observeCollections } from './collections.ts';
import { HeapDiff } from './heap-diff.ts';
import { log } from './log.ts';
import type { HeapStats } from './memwatch-stats.ts';
import { heapStatistics } from './memwatch-stats.ts';
import { isQuiet } from './quiet.ts';
import type { LeakInfo } from './report.ts';
import { startWatch } from './start.ts';
import type { WatchOptions } from './watch-options.ts';
import { resolveWatchOptions } from './watch-options.ts';

export interface MemwatchEvents {
  newListener: [event: string | symbol, listener: unknown];
  removeListener: [event: string | symbol, listener: unknown];
  /** After each major collection of this isolate. */
  stats: [HeapStats];
  /** A leak is suspected, in this isolate or, in the main thread, in one of its worker threads. */
  leak: [LeakInfo];
}

/** The watch of one isolate, with the events and methods that memwatch has. */
export class Memwatch extends EventEmitter<MemwatchEvents> {
  readonly HeapDiff = HeapDiff;
  readonly gc = gc;
  #stop: (() => void) | null = null;
  #collections: { stop(): void } | null = null;

  constructor() {
    super();
    // To be told of all collections can be measured where there are many: only who asks pays for it.
    this.on('newListener', (event) => {
      if (event === 'stats') this.#collections ??= this.#observe();
    });
    this.on('removeListener', () => {
      if (this.listenerCount('stats') > 0) return;
      this.#collections?.stop();
      this.#collections = null;
    });
  }

  /**
   * Watches with other options than those of the environment; what was learned before is forgotten.
   * Throws a LeaklabError (`usage`) where an option can't be used.
   */
  watch(options: WatchOptions = {}): this {
    const resolved = resolveWatchOptions(process.env, options);
    this.stop();
    this.#stop = startWatch(resolved, (leak) => void this.emit('leak', leak));
    return this;
  }

  /** Watches no more; no leak is told until `watch()` is called. */
  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #observe(): { stop(): void } {
    const stats = heapStatistics();
    const { totals, stop } = observeCollections((kind, startedMs, tookMs) => {
      if (kind === 'major' && !isQuiet(startedMs)) this.emit('stats', stats(totals, tookMs));
    });
    return { stop };
  }
}

/** As the environment says. It is no reason to end a program that something there can't be used. */
export function watchByEnvironment(memwatch: Memwatch): void {
  try {
    memwatch.watch();
  } catch (thrown) {
    log(`${describeError(thrown).message} Nothing is watched.`);
  }
}

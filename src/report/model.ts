import type { Memory, Verdict } from '../record/schema.ts';

/** [operations, bytes] */
export type Point = readonly [operations: number, bytes: number];

/**
 * What a chart draws of one variant: plain numbers, computed elsewhere. All points of one line
 * are sorted by operations.
 */
export interface ChartSeries {
  /** "leaky", "fixed", "fifo" … */
  readonly variant: string;
  readonly verdict: Verdict;
  /** One short line for the legend, e.g. "leak +112 B/op" or "clean < 0.03 B/op". */
  readonly summary: string;
  /** The memory that `floors` shows. */
  readonly memory: Memory;
  /** Memory at rest, after full GCs: what verdicts rest on. */
  readonly floors: readonly Point[];
  /** The same memory between the floors, not collected: the sawtooth. */
  readonly raw: readonly Point[];
  /** Size of the WASM linear memory; empty where there is none. */
  readonly pages: readonly Point[];
  /** The fitted growth: a line through `from`, ending at `to`, and the interval's two slopes. */
  readonly slope: {
    readonly from: Point;
    readonly toOperations: number;
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Where the subject reached its memory limit. */
  readonly outOfMemory: { readonly operations: number; readonly limitBytes: number } | null;
}

/** One implementation of a scenario, its variants together over the same axes. */
export interface ChartPanel {
  /** "Rust → WASM", "TypeScript" */
  readonly title: string;
  readonly series: readonly ChartSeries[];
}

/** One picture: a scenario, or any one subject (then one panel with one series). */
export interface HeapChart {
  readonly title: string;
  readonly subtitle: string;
  readonly panels: readonly ChartPanel[];
}

/** The picture of a whole run: every scenario in small. */
export interface OverviewChart {
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly HeapChart[];
}

/** Requests that were sent without a pause; a server comes to rest after each of them. Times in seconds. */
export interface LoadRound {
  readonly from: number;
  readonly to: number;
  /** Not part of the warm-up. */
  readonly isMeasured: boolean;
  readonly answeredPerSecond: number;
  /** Errors, answers that were cut off, and those of a status from 500 on. */
  readonly failedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One server under load, over time: its memories, and how it answered meanwhile. */
export interface LoadChart {
  readonly title: string;
  readonly subtitle: string;
  /** One series a thread; seconds stand in place of operations. */
  readonly memory: readonly ChartSeries[];
  readonly rounds: readonly LoadRound[];
  /** How much later than planned the event loop came round, of the thread where it was latest. */
  readonly loopDelayMs: readonly Point[];
  /** Requests that the server has taken and not yet answered, in all threads. */
  readonly inFlight: readonly Point[];
  /** Of those, the tasks that wait in the pool of a scenario's server. */
  readonly queued: readonly Point[];
}

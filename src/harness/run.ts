import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { seriesOf } from '../analysis/series.ts';
import { cutWarmUp } from '../analysis/warm-up.ts';
import { BYTES_PER_OPERATION } from '../controls/planted.ts';
import type { Controls, Header, Settings } from '../record/schema.ts';
import { builtFile } from './built-file.ts';
import type { Measurement, Progress, Target } from './measure.ts';
import { measure } from './measure.ts';
import { recordingName } from './recording-name.ts';

export interface RunOptions {
  readonly targets: readonly Target[];
  readonly settings: Settings;
  readonly tool: Header['tool'];
  readonly outputFolder: string;
  readonly overwrite: boolean;
  /** How many cells may run at once; null for what the machine's cores allow. */
  readonly jobs: number | null;
  readonly signal: AbortSignal;
  readonly watcher?: RunWatcher;
}

/** Told of what happens, in order; a display. */
export interface RunWatcher {
  started(target: Target): void;
  progressed(target: Target, progress: Progress): void;
  finished(measurement: Measurement): void;
}

export interface RunResult {
  readonly controls: Controls | null;
  /** In the order of the targets; fewer where the run was interrupted. */
  readonly measurements: readonly Measurement[];
  readonly interrupted: boolean;
  /** What ended the run early other than the user: a recording that can't be written, say. */
  readonly error: unknown;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** Runs the controls, then every target, each in a cell of its own. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { targets, settings, signal } = options;
  const startedAt = new Date();
  const jobs = options.jobs ?? Math.max(1, Math.floor(availableParallelism() / settings.threads));
  // The controls are measured as the rest is, and beside as much: the same noise.
  const control = await inParallel([PLANTED, EMPTY], jobs, signal, (target) =>
    observe({ ...options, settings: { ...settings, untilOom: false } }, target, null),
  );
  const [planted, empty] = control.results;
  const controls =
    planted === undefined || empty === undefined || signal.aborted
      ? null
      : readControls(planted, empty, settings.threads);
  const measured = await inParallel(control.error === null ? targets : [], jobs, signal, (target) =>
    observe(options, target, controls),
  );
  return {
    controls,
    measurements: measured.results.filter((item) => item !== undefined),
    interrupted: signal.aborted,
    error: control.error ?? measured.error,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
  };
}

async function observe(
  options: RunOptions,
  target: Target,
  controls: Controls | null,
): Promise<Measurement> {
  const { tool, outputFolder, overwrite, signal, watcher } = options;
  watcher?.started(target);
  const measurement = await measure({
    target,
    settings: target.settings ?? options.settings,
    controls,
    tool,
    path: join(outputFolder, recordingName(target.subject)),
    overwrite,
    signal,
    onProgress: (progress) => watcher?.progressed(target, progress),
  });
  watcher?.finished(measurement);
  return measurement;
}

const control = (variant: 'planted' | 'empty'): Target => ({
  subject: { name: 'control', kind: 'control', path: null, implementation: null, variant },
  get source() {
    return {
      kind: 'module' as const,
      path: builtFile(`controls/${variant}`),
      export: null,
      input: undefined,
    };
  },
  expected: null,
});

const PLANTED = control('planted');
const EMPTY = control('empty');

/**
 * The planted leak counts as found where the rate is right to this share: an object of V8 has the
 * same size on every version, and what else grows meanwhile is the instrument's.
 */
const PLANTED_TOLERANCE = 0.05;

function readControls(planted: Measurement, empty: Measurement, threads: number): Controls {
  const rate = planted.judgement.growth?.bytesPerOperation.estimate ?? null;
  const found = rate !== null && Math.abs(rate / BYTES_PER_OPERATION - 1) <= PLANTED_TOLERANCE;
  const clean = empty.judgement.verdict === 'clean';
  return {
    planted: {
      found,
      bytesPerOperation: rate,
      reason: found
        ? null
        : (planted.judgement.reason ?? `expected ${BYTES_PER_OPERATION} B/op, measured ${rate}`),
    },
    empty: { clean, reason: clean ? null : (empty.judgement.reason ?? empty.judgement.verdict) },
    noiseBytes: noiseOf(empty, threads),
    smallestDetectableBytesPerOperation: empty.judgement.upperBoundBytesPerOperation,
  };
}

/** The largest step between two floors of the empty subject, its warm-up left out. */
function noiseOf(empty: Measurement, threads: number): number {
  const samples = empty.entries.filter((entry) => entry.type === 'sample');
  const heap = seriesOf(samples, threads).find((series) => series.memory === 'js-heap');
  if (heap === undefined || heap.points.length === 0) return 0;
  const points = cutWarmUp(heap.points);
  return points
    .slice(1)
    .reduce((most, point, i) => Math.max(most, Math.abs(point.bytes - points[i]!.bytes)), 0);
}

/**
 * Runs `work` on each item, at most `most` at once. An error keeps further items from being begun;
 * what else is under way is finished, and nothing that was measured is lost.
 */
async function inParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<Result>,
): Promise<{ results: (Result | undefined)[]; error: unknown }> {
  const results = new Array<Result | undefined>(items.length);
  let next = 0;
  let error: unknown = null;
  const lane = async (): Promise<void> => {
    while (next < items.length && error === null && !signal.aborted) {
      const at = next++;
      try {
        results[at] = await work(items[at]!);
      } catch (thrown) {
        error ??= thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return { results, error };
}

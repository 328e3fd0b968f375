import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Controls, Header, Settings } from '../record/schema.ts';
import { EMPTY, PLANTED, readControls } from './controls.ts';
import type { Measured, Measurement, Progress, Target } from './measure.ts';
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
  started(target: Measured): void;
  progressed(target: Measured, progress: Progress): void;
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

/**
 * Runs every target in a cell of its own, and the controls beside them: on the same machine, under
 * the same load, at the same time. No verdict is given before the controls are known.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { targets, settings, signal } = options;
  const startedAt = new Date();
  const jobs = options.jobs ?? Math.max(1, Math.floor(availableParallelism() / settings.threads));
  const { controls, error } = measureControls(options, jobs);
  const measured = await inParallel(targets, jobs, signal, (target) =>
    observe(options, target, controls),
  );
  return {
    controls: await controls,
    measurements: measured.results.filter((item) => item !== undefined),
    interrupted: signal.aborted,
    error: (await error) ?? measured.error,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
  };
}

/**
 * Begins to measure the planted leak and the empty subject. `controls` is what they showed, null where
 * they could not be measured or the run was interrupted; `error` is what went wrong, or null.
 */
export function measureControls(
  options: Omit<RunOptions, 'targets' | 'jobs'>,
  jobs: number,
): { readonly controls: Promise<Controls | null>; readonly error: Promise<unknown> } {
  const { settings, signal } = options;
  const control = inParallel([PLANTED, EMPTY], jobs, signal, (target) =>
    observe({ ...options, settings: { ...settings, untilOom: false } }, target, NONE),
  );
  return {
    controls: control.then(({ results: [planted, empty] }) =>
      planted === undefined || empty === undefined || signal.aborted
        ? null
        : readControls(planted, empty, settings.threads),
    ),
    error: control.then(({ error }) => error),
  };
}

const NONE = Promise.resolve(null);

async function observe(
  options: Omit<RunOptions, 'targets' | 'jobs'>,
  target: Target,
  controls: Promise<Controls | null>,
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

import { join } from 'node:path';
import type { Measurement } from '../harness/measure.ts';
import { recordingName } from '../harness/recording-name.ts';
import type { RunResult, RunWatcher } from '../harness/run.ts';
import { measureControls } from '../harness/run.ts';
import type { Settings, Tool } from '../record/schema.ts';
import { measureLoad } from './measure-load.ts';
import type { ServerTarget } from './server-target.ts';

export interface RunLoadOptions {
  readonly targets: readonly ServerTarget[];
  readonly settings: Settings;
  readonly tool: Tool;
  readonly outputFolder: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly watcher?: RunWatcher;
}

/** Measures servers under load, one after the other; the controls run while the first one warms up. */
export async function runLoad(options: RunLoadOptions): Promise<RunResult> {
  const { targets, settings, tool, outputFolder, overwrite, signal, watcher } = options;
  const startedAt = new Date();
  const abandoned = new AbortController();
  const { controls, error } = measureControls(
    {
      ...options,
      settings: { ...settings, threads: 1 },
      signal: AbortSignal.any([signal, abandoned.signal]),
    },
    1,
  );
  const measurements: Measurement[] = [];
  try {
    for (const target of targets) {
      if (signal.aborted) break;
      watcher?.started(target);
      const measurement = await measureLoad({
        ...{ target, settings, controls, tool, overwrite, signal },
        path: join(outputFolder, recordingName(target.subject)),
        onProgress: (progress) => watcher?.progressed(target, progress),
      });
      measurements.push(measurement);
      watcher?.finished(measurement);
    }
    return {
      controls: await controls,
      measurements,
      interrupted: signal.aborted,
      error: await error,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
    };
  } finally {
    // Where the server could not be measured, nobody waits for them.
    abandoned.abort();
    await error;
  }
}

import { join } from 'node:path';
import { recordingName } from '../harness/recording-name.ts';
import type { RunResult, RunWatcher } from '../harness/run.ts';
import { measureControls } from '../harness/run.ts';
import type { Settings, Tool } from '../record/schema.ts';
import { measureLoad } from './measure-load.ts';
import type { ServerTarget } from './server-target.ts';

export interface RunLoadOptions {
  readonly target: ServerTarget;
  readonly settings: Settings;
  readonly tool: Tool;
  readonly outputFolder: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly watcher?: RunWatcher;
}

/** Measures a server under load; the controls run while it starts and warms up. */
export async function runLoad(options: RunLoadOptions): Promise<RunResult> {
  const { target, settings, tool, outputFolder, overwrite, signal, watcher } = options;
  const startedAt = new Date();
  const abandoned = new AbortController();
  const { controls, error } = measureControls(
    { ...options, signal: AbortSignal.any([signal, abandoned.signal]) },
    1,
  );
  try {
    watcher?.started(target);
    const measurement = await measureLoad({
      ...{ target, settings, controls, tool, overwrite, signal },
      path: join(outputFolder, recordingName(target.subject)),
      onProgress: (progress) => watcher?.progressed(target, progress),
    });
    watcher?.finished(measurement);
    return {
      controls: await controls,
      measurements: [measurement],
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

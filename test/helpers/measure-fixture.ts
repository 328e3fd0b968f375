import { basename, join } from 'node:path';
import type { Measurement, Target } from '../../src/harness/measure.ts';
import { measure } from '../../src/harness/measure.ts';
import { DEFAULTS } from '../../src/options.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { Controls, Settings } from '../../src/record/schema.ts';
import { TOOL } from './recording.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const fixture = (name: string): string =>
  join(packageRoot(), 'test', 'fixtures', 'subjects', name);

/** Measures a module of `test/fixtures/subjects` for real: a cell, a worker, a recording. */
export function measureFixture(
  name: string,
  settings: Partial<Settings> = {},
  signal: AbortSignal = new AbortController().signal,
  controls: Promise<Controls | null> = Promise.resolve(null),
): Promise<Measurement> {
  return measureTarget(moduleTarget(fixture(name)), settings, signal, controls);
}

export const moduleTarget = (path: string, input?: unknown): Target => ({
  subject: { name: basename(path), kind: 'module', path, implementation: null, variant: null },
  source: { kind: 'module', path, export: null, input },
  expected: null,
});

/** With a recording in a folder of its own. */
export const measureTarget = (
  target: Target,
  settings: Partial<Settings> = {},
  signal: AbortSignal = new AbortController().signal,
  controls: Promise<Controls | null> = Promise.resolve(null),
): Promise<Measurement> =>
  measure({
    target,
    settings: { ...DEFAULTS, ...settings },
    controls,
    tool: TOOL,
    path: join(temporaryFolder(), 'recording.ndjson'),
    overwrite: false,
    signal,
  });

/** What a subject does when it is run again, and what a note has to say of it. */
export const SECOND_RUNS = [
  {
    how: 'throws in an operation',
    second: { atOperation: "throw new RangeError('no second time');" },
    why: 'no second time',
  },
  {
    how: 'throws while it is set up',
    second: { atSetup: "throw new Error('the port is taken');" },
    why: 'the port is taken',
  },
  {
    how: 'ends its process',
    second: { atOperation: "process.kill(process.pid, 'SIGKILL');" },
    why: 'its process ended',
  },
];

import { join } from 'node:path';
import type { Measurement } from '../../src/harness/measure.ts';
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
  const path = fixture(name);
  return measure({
    target: {
      subject: { name, kind: 'module', path, implementation: null, variant: null },
      source: { kind: 'module', path, export: null, input: undefined },
      expected: null,
    },
    settings: { ...DEFAULTS, ...settings },
    controls,
    tool: TOOL,
    path: join(temporaryFolder(), 'recording.ndjson'),
    overwrite: false,
    signal,
  });
}

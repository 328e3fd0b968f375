import type { Launch } from '../harness/cell.ts';
import type { Target } from '../harness/measure.ts';
import type { SubjectFile } from './subject-files.ts';
import { subjectNames } from './subject-names.ts';

/** How the subjects are called and started. */
export interface CallOptions {
  readonly export: string | null;
  readonly input: unknown;
  readonly call: string | null;
  readonly launch: Launch;
}

export function checkTargets(files: readonly SubjectFile[], options: CallOptions): Target[] {
  const names = subjectNames(files.map(({ path }) => path));
  return files.map(({ kind, path, typed }, i) => ({
    subject: { name: names[i]!, kind, path: typed, implementation: null, variant: null },
    source:
      kind === 'wasm'
        ? { kind, path, call: options.call }
        : { kind, path, export: options.export, input: options.input },
    expected: null,
    launch: options.launch,
  }));
}

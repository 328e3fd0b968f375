import { LeaklabError } from '../errors.ts';
import type { Launch } from '../harness/cell.ts';
import type { Target } from '../harness/measure.ts';
import type { Settings } from '../record/schema.ts';
import { parseCall } from '../subject/wasm-call.ts';
import type { SubjectFile } from './subject-files.ts';
import { subjectFiles } from './subject-files.ts';
import { subjectNames } from './subject-names.ts';

/** What is asked to be measured, by one name or pattern, and how. */
export interface CheckSubject {
  readonly file: string;
  /** From which `file` is found. */
  readonly folder: string;
  readonly name: string | null;
  readonly export: string | null;
  readonly input: unknown;
  readonly call: string | null;
  readonly launch: Launch;
  readonly settings: Settings;
}

/** One target a file. All are known to be there before anything is measured. */
export async function checkTargets(subjects: readonly CheckSubject[]): Promise<Target[]> {
  // Wrong usage is known now; what the module exports, once it is loaded.
  for (const { call } of subjects) if (call !== null) parseCall(call);
  const found: { subject: CheckSubject; file: SubjectFile }[] = [];
  for (const subject of subjects) {
    for (const file of await subjectFiles(subject.file, subject.folder)) {
      if (!found.some((other) => isSame(other, { subject, file }))) found.push({ subject, file });
    }
  }
  refuseUnused(subjects, new Set(found.map(({ file }) => file.kind)));
  const names = subjectNames(
    found.map(({ subject, file }) => ({
      name: subject.name,
      path: file.path,
      detail: subject.export ?? subject.call,
    })),
  );
  return found.map(({ subject, file: { kind, path, typed } }, i) => ({
    subject: { name: names[i]!, kind, path: typed, implementation: null, variant: null },
    source:
      kind === 'wasm'
        ? { kind, path, call: subject.call }
        : { kind, path, export: subject.export, input: subject.input },
    expected: null,
    settings: subject.settings,
    launch: subject.launch,
  }));
}

/** A file that is named twice, by itself and by a pattern, say, is measured once. */
function isSame(a: { subject: CheckSubject; file: SubjectFile }, b: typeof a): boolean {
  const { name, export: exported, call, input } = a.subject;
  return (
    a.file.path === b.file.path &&
    name === b.subject.name &&
    exported === b.subject.export &&
    call === b.subject.call &&
    JSON.stringify(input) === JSON.stringify(b.subject.input)
  );
}

function refuseUnused(
  subjects: readonly CheckSubject[],
  kinds: ReadonlySet<'module' | 'wasm'>,
): void {
  if (!kinds.has('wasm') && subjects.some(({ call }) => call !== null)) {
    throw new LeaklabError(
      'usage',
      '--call is for .wasm files, and there is none: --export names a function of a module.',
    );
  }
  const ofModules = subjects.some((item) => item.export !== null || item.input !== undefined);
  if (!kinds.has('module') && ofModules) {
    throw new LeaklabError(
      'usage',
      "--export and --input are for modules, and there is none: of a .wasm, --call 'step($i)' names the function and its arguments.",
    );
  }
}

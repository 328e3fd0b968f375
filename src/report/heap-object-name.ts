import type { HeapReportObject, HeapReportStep, HeapReportSummary } from './heap-result.ts';
import { functionText, inFolder, placedName } from './path-words.ts';

/** The class, and what else names the object: `Map`, `(string) "abc"`, `function put (lib/cache.mjs:12)`. */
export function objectName(
  { class: name, text }: HeapReportObject,
  place: HeapReportStep['place'] = null,
): string {
  if (name === '(closure)') return functionText(near({ class: text ?? ANONYMOUS, place }));
  if (text === null) return name;
  return name.includes('string') ? `${name} "${text}"` : `${name} ${text}`;
}

export const ANONYMOUS = '(anonymous)';

/** Of a function: `function put (lib/cache.mjs:12)`. */
export const placeName = (place: NonNullable<HeapReportStep['place']>): string =>
  functionText(near({ class: place.function ?? ANONYMOUS, place }));

/** Of those that keep a context: `put (lib/cache.mjs:12)`. */
export function closureName({
  name,
  file,
  ...at
}: HeapReportSummary['contexts'][number]['closures'][number]): string {
  const place = file === null ? null : { function: name, file, ...at };
  return placedName(near({ class: name, place }));
}

/** The last object of a path, or one that no path leads to. */
export const heldName = (object: HeapReportObject, path: readonly HeapReportStep[]): string =>
  objectName(object, path.at(-1)?.place);

/** Files by the last parts of their paths: nobody knows from where a snapshot is. */
export const near = <Step extends Pick<HeapReportStep, 'place'>>(step: Step): Step =>
  inFolder(step, '');

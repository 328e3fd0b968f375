import type { ObjectEvidence } from '../analysis/object-evidence.ts';
import type { ObjectGrowth, PathStep } from '../record/schema.ts';
import * as format from './format.ts';
import type { Result } from './result.ts';

type HeldBy = NonNullable<Result['heldBy']>;

/**
 * Who holds the objects that came, from what a person can find in the source on. Files are named as from
 * the subject's folder.
 */
export function heldByObjects({ held, bytes }: ObjectEvidence, folder: string): HeldBy {
  return held.map((growth) => ({
    path: [...pathText(growth, folder), grownText(growth)],
    bytes: growth.bytes,
    count: Math.max(0, growth.count),
    share: bytes === 0 ? 0 : growth.bytes / bytes,
  }));
}

function pathText({ path, within }: ObjectGrowth, folder: string): string[] {
  const steps = [...path, ...within.slice(0, -1).filter(isTold)];
  const start = steps.findLastIndex(isModule);
  const own = (start === -1 ? steps : steps.slice(start)).map((step) => ({
    ...step,
    place: step.place === null ? null : { ...step.place, file: short(step.place.file, folder) },
  }));
  const texts = own.flatMap(stepText);
  return texts.length === 0 ? ['(root)'] : texts;
}

/** Below the folder, from there on; else the last parts of the path. */
function short(file: string, folder: string): string {
  const [path, base] = [`/${slashed(file)}`, `/${slashed(folder)}/`];
  const at = folder === '' ? -1 : path.lastIndexOf(base);
  return at === -1 ? path.split('/').slice(-NEXT_TO).join('/') : path.slice(at + base.length);
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** A file and its folder. */
const NEXT_TO = 2;

const isModule = (step: PathStep): boolean => step.class === MODULE || isCommonJs(step);

/** In Node's cache of modules, by its path. */
const isCommonJs = ({ class: kind, name }: PathStep): boolean =>
  kind === 'Module' && /[\\/]/.test(name);

const MODULE = 'system / SourceTextModule';
const CONTEXT = 'system / Context';

/** Below the holder, what has a name: its inner parts are told as entries. */
const isTold = ({ edge, kind }: PathStep): boolean => edge === 'property' && kind !== 'array';

/** Nothing for V8's and Node's own inner steps. */
function stepText(step: PathStep, at: number, steps: readonly PathStep[]): string[] {
  const { edge, name, class: kind, place, isRepeated } = step;
  const again = isRepeated ? ' (again and again)' : '';
  if (kind === MODULE) return [`module ${place?.file ?? '(unknown)'}`];
  if (isCommonJs(step)) return [`module ${name.split(/[\\/]/).slice(-NEXT_TO).join('/')}`];
  if (kind === CONTEXT) return scopeText(step, steps[at - 1]);
  if (step.kind === 'closure') return [`${labelled(edge, name)}${functionText(step)}${again}`];
  if (isInner(step)) return [];
  return [`${labelled(edge, name)}${kind}${again}`];
}

/** A scope is named by the function that closes over it, which comes before. */
function scopeText({ place }: PathStep, before: PathStep | undefined): string[] {
  if (before === undefined || before.kind === 'closure' || place === null) return [];
  return before.class === 'Generator' || before.class === MODULE ? [] : [`scope in ${place.file}`];
}

function functionText({ class: name, place }: PathStep): string {
  const at = place === null ? '' : ` (${place.file}${place.line === null ? '' : `:${place.line}`})`;
  return `function ${name}${at}`;
}

const labelled = (edge: string, name: string): string =>
  edge === 'context' || edge === 'property' || edge === 'key'
    ? name === '*'
      ? ''
      : `${name}: `
    : '';

function isInner({ kind, class: name, edge }: PathStep): boolean {
  if (edge === 'context' || edge === 'property' || edge === 'key')
    return name.startsWith('Node / ') || name.startsWith('system / ');
  return (
    kind === 'array' ||
    kind === 'hidden' ||
    kind === 'code' ||
    (kind === 'synthetic' && (name === '' || name === '(GC roots)')) ||
    kind === 'object shape' ||
    name === 'Generator' ||
    name === 'ModuleWrap' ||
    name.startsWith('Node / ') ||
    name.startsWith('system / ')
  );
}

function grownText({ count, contents, isInPlace, bytes, sample, holders }: ObjectGrowth): string {
  if (isInPlace) return `(grew in place by ${format.bytes(Math.max(0, bytes))})`;
  const [most] = contents;
  const what = most === undefined ? '' : `, most of ${most.class}`;
  const among = holders > 1 ? ` in ${holders.toLocaleString('en-US')} of these` : '';
  const drawn = sample === null ? '' : `, as ${sample}`;
  return `(entries): ${Math.max(0, count).toLocaleString('en-US')} came${among}${what}${drawn}`;
}

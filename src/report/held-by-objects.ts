import type { ObjectEvidence } from '../analysis/object-evidence.ts';
import type { ObjectGrowth, PathStep } from '../record/schema.ts';
import * as format from './format.ts';
import type { Result } from './result.ts';

type HeldBy = NonNullable<Result['heldBy']>;

/**
 * Who holds the objects that came, from what a person can find in the source on. Files are named as from
 * the subject's folder.
 */
export function heldByObjects({ held, bytes, heap }: ObjectEvidence, folder: string): HeldBy {
  return held.map((growth) => ({
    path: [...pathText(growth, folder), grownText(growth, heap.operations, folder)],
    bytes: growth.bytes,
    count: Math.max(0, growth.count),
    share: bytes === 0 ? 0 : growth.bytes / bytes,
  }));
}

function pathText({ path, within }: ObjectGrowth, folder: string): string[] {
  const steps = [...path, ...within.slice(0, -1).filter(isTold)];
  // What comes before leads to every module, to each list of timers, and to all that is global.
  const start = steps.findLastIndex(
    (step) => isModule(step) || step.class === TIMERS || step.class === GLOBAL,
  );
  const told = steps.slice(Math.max(0, start)).filter((step) => !isInner(step));
  const texts = told.map((step) => inFolder(step, folder)).flatMap(stepText);
  return texts.length === 0 ? ['(root)'] : texts;
}

const inFolder = (step: PathStep, folder: string): PathStep =>
  step.place === null
    ? step
    : { ...step, place: { ...step.place, file: short(step.place.file, folder) } };

/** Below the folder, from there on; else the last parts of the path. */
function short(file: string, folder: string): string {
  if (file.startsWith('node:')) return file;
  const [path, base] = [`/${slashed(file)}`, `/${slashed(folder)}/`];
  const at = folder === '' ? -1 : path.lastIndexOf(base);
  return at === -1 ? path.split('/').slice(-NEXT_TO).join('/') : path.slice(at + base.length);
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** A file and its folder. */
const NEXT_TO = 2;

const isModule = (step: PathStep): boolean => step.class === MODULE || isCommonJs(step);

/** In Node's cache of modules, by its path. */
const isCommonJs = ({ class: kind, name, place }: PathStep): boolean =>
  kind === 'Module' && (place !== null || /[\\/]/.test(name));

const GLOBAL = 'global';
/** Of those that run out after the same time. */
const TIMERS = 'TimersList';
const MODULE = 'system / SourceTextModule';
const CONTEXT = 'system / Context';

/** Below the holder, what has a name: its inner parts are told as entries. */
const isTold = ({ edge, kind }: PathStep): boolean => edge === 'property' && kind !== 'array';

/** Nothing for V8's and Node's own inner steps. */
function stepText(step: PathStep, at: number, steps: readonly PathStep[]): string[] {
  const { edge, name, class: kind, place, isRepeated } = step;
  const again = isRepeated ? ' (again and again)' : '';
  if (kind === MODULE) return [`module ${place?.file ?? '(unknown)'}`];
  if (isCommonJs(step)) {
    return [`module ${place?.file ?? name.split(/[\\/]/).slice(-NEXT_TO).join('/')}`];
  }
  if (kind === TIMERS) return ['timers that wait (setTimeout, setInterval)'];
  if (EVENT_TABLES.test(name)) return [];
  if (EVENT_TABLES.test(steps[at - 1]?.name ?? '') && name !== '*') {
    return [`event ${name.startsWith('"') ? name : JSON.stringify(name)}: ${kind}`];
  }
  if (kind === CONTEXT) return scopeText(step, steps[at - 1]);
  if (step.kind === 'closure') return [`${labelled(edge, name)}${functionText(step)}${again}`];
  return [`${labelled(edge, name)}${kind === 'system / JSProxy' ? 'Proxy' : kind}${again}`];
}

/** Of an EventEmitter, and of an EventTarget: Node's own names. */
const EVENT_TABLES = /^_events$|\bkEvents\b/;

/** A scope is named by the function that closes over it, which comes before. */
function scopeText({ place }: PathStep, before: PathStep | undefined): string[] {
  if (before === undefined || before.kind === 'closure' || place === null) return [];
  return before.class === MODULE || before.class === 'Generator' ? [] : [`scope in ${place.file}`];
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
  if (name === MODULE || name === CONTEXT) return false;
  if (edge === 'context' || edge === 'property' || edge === 'key')
    return name.startsWith('Node / ') || name === 'system / Cell';
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

function grownText(growth: ObjectGrowth, operations: number, folder: string): string {
  const { count, contents, isInPlace, bytes, holders } = growth;
  const during = `in ${format.operations(operations)}`;
  if (isInPlace) return `(itself): ${format.bytes(Math.max(0, bytes))} larger ${during}`;
  const more = `+${Math.max(0, count).toLocaleString('en-US')} ${during}`;
  const [most] = contents;
  const what = most === undefined ? '' : `, most of it ${nameOf(most)}`;
  const among = holders > 1 ? `, in ${holders.toLocaleString('en-US')} of these` : '';
  const drawn = sampleText(growth, folder);
  return `(entries): ${more}${among}${what}${drawn === null ? '' : `, as ${drawn}`}`;
}

const nameOf = ({ class: name, kind }: ObjectGrowth['contents'][number]): string =>
  kind === 'closure' ? `function ${name}` : (OUTSIDE[name] ?? name);

/** In V8's words, what belongs to an object and is not one. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'system / JSArrayBufferData': 'the bytes of buffers',
  'system / Context': 'the scopes of functions',
  '(array)': 'the insides of arrays and tables',
  '(object shape)': 'shapes of objects',
};

/** Of a function, where it stands says more than what it looks like. */
function sampleText({ sample, within }: ObjectGrowth, folder: string): string | null {
  const member = within.at(-1);
  return member?.kind === 'closure' && member.place !== null
    ? functionText(inFolder(member, folder))
    : sample;
}

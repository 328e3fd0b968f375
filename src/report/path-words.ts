import type { PathStep } from '../record/schema.ts';

/** A step of a path in words. */
export interface ToldStep {
  /** Its place in the path. */
  readonly at: number;
  readonly text: string;
}

/**
 * A path as a person would tell it: from the module, the timers or the global object on through which it
 * passes, without V8's and Node's own inner parts. `label` says how an edge is written before what it leads
 * to. What is `asked` for is told whatever it is.
 */
export function pathWords(
  steps: readonly PathStep[],
  label: (step: PathStep) => string,
  asked: PathStep | null = null,
): ToldStep[] {
  // What comes before leads to every module, to each list of timers, and to all that is global.
  const start = steps.findLastIndex((step, at) => isStart(step) || isServer(step, steps[at + 1]));
  const told = steps.flatMap((step, at) =>
    at >= start && (step === asked || !isInner(step)) ? [{ step, at }] : [],
  );
  return told.flatMap(({ step, at }, i) => {
    const text = stepText(step, told[i - 1]?.step, label);
    return text === null && step !== asked ? [] : [{ at, text: text ?? objectText(step) }];
  });
}

/** "cache: ", of what has a name in the source. */
export const nameLabel = ({ edge, name }: PathStep): string =>
  name !== '*' && NAMED.has(edge) ? `${name}: ` : '';

const NAMED = new Set(['context', 'property', 'key']);

const isStart = (step: PathStep): boolean =>
  isRegistry(step) ||
  step.class === MODULE ||
  isCommonJs(step) ||
  step.class === TIMERS ||
  isConnection(step) ||
  GLOBAL.test(step.class);

/** A connection's own timer, or what Node keeps of it outside of JavaScript, leads to it. */
export const isConnection = ({ name, class: kind }: Pick<PathStep, 'name' | 'class'>): boolean =>
  SOCKETS.has(kind) && (name === 'bound_this' || /\bowner_symbol\b/.test(name));

const SOCKETS = new Set(['Socket', 'TLSSocket']);

/** Node looks after the connections of each HTTP server by a timer: that holds it, for what it is worth. */
const isServer = ({ name, class: kind }: PathStep, next: PathStep | undefined): boolean =>
  name === 'bound_this' && kind === 'Server' && next?.name === '_events';

/** V8's own table, which has no owner. */
export const isRegistry = ({ edge, name }: Pick<PathStep, 'edge' | 'name'>): boolean =>
  edge === 'internal' && name === 'public_symbol_table';

/** In Node's cache of modules, by its path. */
const isCommonJs = ({ class: kind, name, place }: PathStep): boolean =>
  kind === 'Module' && (place !== null || /[\\/]/.test(name));

/** V8 14 writes `global (global*)`. */
const GLOBAL = /^global( \(global\*?\))?$/;
/** Of those that run out after the same time. */
const TIMERS = 'TimersList';
export const MODULE = 'system / SourceTextModule';
const CONTEXT = 'system / Context';
/** Of an async function, too. */
const GENERATOR = 'Generator';

/** Null of what says nothing beside the step before. */
function stepText(
  step: PathStep,
  before: PathStep | undefined,
  label: (step: PathStep) => string,
): string | null {
  const { name, class: kind, place, isRepeated } = step;
  if (kind === MODULE) return `module ${place?.file ?? '(unknown)'}`;
  if (isCommonJs(step)) return `module ${place?.file ?? nearEnd(name)}`;
  if (kind === TIMERS) return 'timers that wait (setTimeout, setInterval)';
  if (GLOBAL.test(kind)) return 'global';
  if (isConnection(step)) return `open connection: ${kind}`;
  if (isRegistry(step)) return 'registry of Symbol.for';
  if (EVENT_TABLES.test(name)) return null;
  if (EVENT_TABLES.test(before?.name ?? '')) {
    const event = name.startsWith('"') ? name : JSON.stringify(name);
    // Of several emitters, the event is not told.
    return `${name === '*' ? 'listeners of an event' : `event ${event}`}: ${objectText(step)}`;
  }
  if (kind === CONTEXT) return scopeText(step, before);
  // A module's own: it runs as an async function.
  if (isSuspended(step) && before?.class === MODULE) return null;
  // V8's own edge to it leads from a part that is not told.
  const labelled = isSuspended(step) && !NAMED.has(step.edge) ? '' : label(step);
  return `${labelled}${objectText(step)}${isRepeated ? ' (again and again)' : ''}`;
}

const isSuspended = ({ class: name, place }: PathStep): boolean =>
  name === GENERATOR && place !== null;

export const isEventTable = ({ name }: PathStep): boolean => EVENT_TABLES.test(name);

/** Of an EventEmitter, and of an EventTarget: Node's own names. */
const EVENT_TABLES = /^_events$|\bkEvents\b/;

/** A scope is named by the function that closes over it, which comes before; as are those around it. */
function scopeText({ place }: PathStep, before: PathStep | undefined): string | null {
  if (before === undefined || before.kind === 'closure' || place === null) return null;
  if (before.class === MODULE || before.class === GENERATOR) return null;
  const isAround = before.class === CONTEXT && before.place?.file === place.file;
  return isAround ? null : `scope in ${place.file}`;
}

function objectText(step: PathStep): string {
  const { kind, class: name, place } = step;
  if (kind === 'closure') return functionText(step);
  if (isSuspended(step)) {
    return `suspended ${functionText({ class: place?.function ?? '(anonymous)', place })}`;
  }
  return name === 'system / JSProxy' ? 'Proxy' : name;
}

export const functionText = (of: Placed): string => `function ${placedName(of)}`;

type Placed = Pick<PathStep, 'class' | 'place'>;

/** "put (lib/cache.mjs:12)" */
export function placedName({ class: name, place }: Placed): string {
  const at = place === null ? '' : ` (${place.file}${place.line === null ? '' : `:${place.line}`})`;
  return `${name}${at}`;
}

function isInner(step: PathStep): boolean {
  const { kind, class: name, edge, place } = step;
  if (name === MODULE || name === CONTEXT || isRegistry(step)) return false;
  if (NAMED.has(edge)) return name.startsWith('Node / ') || name === 'system / Cell';
  return (
    kind === 'array' ||
    kind === 'hidden' ||
    kind === 'code' ||
    (kind === 'synthetic' && (name === '' || name === '(GC roots)')) ||
    kind === 'object shape' ||
    (name === GENERATOR && place === null) ||
    // With which V8 wakes an async function up.
    (kind === 'closure' && place === null && name === '(anonymous)' && edge !== 'element') ||
    name === 'ModuleWrap' ||
    name.startsWith('Node / ') ||
    name.startsWith('system / ')
  );
}

/** Files as a person tells them: below the folder from there on, else by the last parts of the path. */
export const inFolder = <Step extends Pick<PathStep, 'place'>>(step: Step, folder: string): Step =>
  step.place === null
    ? step
    : { ...step, place: { ...step.place, file: shortFile(step.place.file, folder) } };

function shortFile(file: string, folder: string): string {
  if (file.startsWith('node:')) return file;
  const [path, base] = [`/${slashed(file)}`, `/${slashed(folder)}/`];
  const at = folder === '' ? -1 : path.lastIndexOf(base);
  return at === -1 ? nearEnd(path) : path.slice(at + base.length);
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** A file and its folder. */
const nearEnd = (path: string): string => path.split(/[\\/]/).slice(-2).join('/');

import type { AnyNode, CallExpression } from 'acorn';
import { nameOf } from './parse-script.ts';

/** What is looked for: expressions that make one of these, the most important first. */
export interface Wanted {
  /** Classes of objects, `(string)`, `(closure)` and such, with their weight. */
  readonly classes: readonly { readonly class: string; readonly weight: number }[];
  /** Names of a plain object's properties, where one is wanted. */
  readonly keys: readonly string[];
  /** Names of variables and properties by which what holds it is reached. */
  readonly holders: readonly string[];
  /** Whether most of it is outside of the JS heap. */
  readonly isOutside?: boolean;
  /** What hangs on the holder itself, of all that came; null where that has no class of its own. */
  readonly member?: WantedMember | null;
  /** Classes of which a `super(…)` makes objects. */
  readonly madeBySuper?: ReadonlySet<string>;
}

export interface WantedMember {
  readonly class: string;
  /** Where a function stands that is one; null of others. */
  readonly place: {
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
  } | null;
}

/** How many names of the holder stand in what is inserted into, or assigned to. */
export function namesOfHolders(node: AnyNode, holders: readonly string[]): number {
  const target =
    node.type === 'CallExpression'
      ? node.callee
      : node.type === 'AssignmentExpression'
        ? node.left
        : null;
  if (target === null) return 0;
  const names = [
    nameOf(target as AnyNode),
    target.type === 'MemberExpression' ? nameOf(target.object as AnyNode) : null,
  ];
  return names.filter((name) => name !== null && holders.includes(name)).length;
}

/** The last word of what is called: `set` of `this.cache.set(…)`. */
export function calleeName(node: AnyNode): string | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  return nameOf(node.callee as AnyNode);
}

/** It makes room in what it inserts into: its own value is of no account. */
export const isInsertion = (node: AnyNode): boolean =>
  node.type === 'AssignmentExpression' || isInsertionName(calleeName(node) ?? '');

export const isInsertionName = (name: string): boolean => INSERTIONS.has(name);

/** Node keeps what it makes, whatever becomes of what it gives back. */
export const isRegistration = (node: AnyNode): boolean =>
  node.type === 'CallExpression' && REGISTRATIONS.has(calleeName(node) ?? '');

const REGISTRATIONS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'addEventListener']);

const INSERTIONS = new Set(['push', 'unshift', 'splice', 'set', 'add']);

/** How much of what is wanted an expression may make; `unknownCall` where nobody knows what a call makes. */
export function scoreOf(
  node: AnyNode,
  { classes, keys, holders, madeBySuper, isOutside = false, member = null }: Wanted,
  unknownCall: number,
): number {
  const weightOf = (made: (name: string) => boolean): number =>
    classes.reduce((sum, { class: name, weight }) => sum + (made(name) ? weight : 0), 0);
  /** In what holds the growth, or else in what may be a part of it. */
  const roomMade = (): number =>
    namesOfHolders(node, holders) > 0
      ? weightOf((name) => name === HOLDER_STORE)
      : weightOf((name) => name === STORE || name === HOLDER_STORE) / 2;
  switch (node.type) {
    case 'ObjectExpression': {
      const weight =
        weightOf((name) => name === 'Object') * (node.properties.length === 0 ? EMPTY : 1);
      return weight === 0 ? 0 : weight * (1 + sharedKeys(node, keys));
    }
    case 'ArrayExpression':
      return weightOf((name) => name === 'Array' || (name === STORE && node.elements.length > 0));
    case 'NewExpression': {
      const callee = calleeName(node);
      // An object of a class that extends one of the language's has the same parts.
      const isMember = isOutside && member !== null && member.class === callee;
      const made = isMember ? [...BYTES, callee] : (MAKES.get(callee ?? '') ?? []);
      return Math.max(
        unknownCall,
        1.5 * weightOf((name) => name === callee || made.includes(name)),
      );
    }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
      return weightOf((name) => name === '(closure)' || name === CONTEXT) / 2;
    case 'ClassExpression':
    case 'ClassDeclaration':
      return weightOf((name) => name === '(closure)');
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? 0 : weightOf((name) => name === '(string)');
    case 'BinaryExpression':
      return node.operator === '+' ? 0.8 * weightOf((name) => name === '(string)') : 0;
    case 'Literal':
      return 'regex' in node && node.regex ? weightOf((name) => name === 'RegExp') : 0;
    case 'AssignmentExpression':
      if (node.operator === '+=') {
        const isNumber = node.right.type === 'Literal' && typeof node.right.value === 'number';
        return isNumber ? 0 : 0.8 * weightOf((name) => name === '(string)');
      }
      return node.left.type === 'MemberExpression' && node.left.computed ? roomMade() : 0;
    case 'AwaitExpression':
      return weightOf((name) => name === 'Promise' || name === REACTION) / 2;
    case 'CallExpression': {
      const callee = calleeName(node);
      if (callee === 'super') {
        return 1.5 * weightOf((name) => madeBySuper?.has(name) === true || name === CALL_SITE);
      }
      if (INSERTIONS.has(callee ?? '')) return Math.max(unknownCall, roomMade());
      const made = ofGlobal(node) ?? MAKES.get(callee ?? '') ?? [];
      const room = CLEARS.has(callee ?? '') ? weightOf((name) => name === STORE) / 4 : 0;
      return Math.max(
        unknownCall,
        room,
        weightOf((name) => made.includes(name)),
      );
    }
    default:
      return 0;
  }
}

/** An object without properties is smaller than one that has some. */
const EMPTY = 0.9;
const CONTEXT = 'system / Context';
/** Of an error's stack. */
const CALL_SITE = 'system / CallSiteInfo';
const REACTION = 'system / PromiseReaction';
/** Of an array's elements, a Map's entries or an object's properties. */
const STORE = '(array)';
/** The same of what holds the growth: it grows in steps, for many that come. */
export const HOLDER_STORE = '(store)';

function sharedKeys(node: AnyNode & { type: 'ObjectExpression' }, keys: readonly string[]): number {
  if (keys.length === 0) return 0;
  const own = node.properties.flatMap((property) =>
    property.type === 'Property' ? [nameOf(property.key as AnyNode) ?? ''] : [],
  );
  return own.filter((name) => keys.includes(name)).length / Math.max(keys.length, own.length);
}

/** A Map or Set that is emptied gets a new table. */
const CLEARS = new Set(['clear', 'delete']);

/**
 * What the language has itself, and what makes nothing that would be looked for elsewhere. A Map is asked
 * with one argument, a router is given a handler as well.
 */
export function isOfLanguage(node: AnyNode): boolean {
  const name = calleeName(node) ?? '';
  const most = ASKS_ONE.has(name) ? 1 : Number.POSITIVE_INFINITY;
  return OF_LANGUAGE.has(name) && (node as CallExpression).arguments.length <= most;
}

const ASKS_ONE = new Set(['get', 'has', 'delete']);

const OF_LANGUAGE = new Set(
  `get has delete clear includes indexOf lastIndexOf find findIndex some every forEach test pop shift
  reverse sort isArray isInteger hasOwn hasOwnProperty charCodeAt codePointAt startsWith endsWith now
  random abs ceil floor round min max next values Promise Map Set WeakMap WeakSet WeakRef Object Array
  String Number Boolean Error TypeError RangeError Proxy FinalizationRegistry`.split(/\s+/),
);

/** What `Array.from` makes, where `Buffer.from` makes something else. */
function ofGlobal({ callee }: CallExpression): readonly string[] | null {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return null;
  return callee.object.name === 'Array' ? ['Array'] : null;
}

/** Whether it is a global function or class, or one of a global object's, or one that all values have. */
export function isOfGlobals(node: AnyNode): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return GLOBALS.has(callee.name);
  if (callee.type !== 'MemberExpression') return false;
  const isOfGlobal = callee.object.type === 'Identifier' && GLOBALS.has(callee.object.name);
  return isOfGlobal || MAKES.has(nameOf(callee as AnyNode) ?? '');
}

const GLOBALS = new Set(
  `AbortController AbortSignal Array ArrayBuffer Atomics BigInt Blob Boolean Buffer DataView Error Event
  EventTarget FormData Function Headers Intl JSON Map Math Number Object Promise Proxy Reflect RegExp Request
  Response Set String Symbol TextDecoder TextEncoder TypeError URL URLSearchParams WeakMap WeakRef WeakSet
  atob btoa clearImmediate clearInterval clearTimeout decodeURIComponent encodeURIComponent fetch isFinite
  isNaN parseFloat parseInt queueMicrotask setImmediate setInterval setTimeout structuredClone`.split(
    /\s+/,
  ),
);

const BYTES = ['ArrayBuffer', 'system / JSArrayBufferData'];
const BUFFERS = ['Buffer', 'Uint8Array', ...BYTES];
/** With its source. */
const COMPILED = ['(closure)', '(code)', '(string)'];
const TYPED_ARRAYS =
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array DataView';

/** What well-known functions of the language and of Node make, by their names. */
const MAKES: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [TYPED_ARRAYS, BYTES],
      ['Array Map Set', ['(array)']],
      ['ArrayBuffer SharedArrayBuffer', ['system / JSArrayBufferData']],
      ['alloc allocUnsafe allocUnsafeSlow', BUFFERS],
      ['join repeat padStart padEnd replace replaceAll toString stringify', ['(string)']],
      ['toUpperCase toLowerCase trim substring toISOString randomUUID', ['(string)']],
      ['map filter split flatMap toSorted toReversed keys entries fill exec match', ['Array']],
      ['from', ['Array', ...BUFFERS, ...TYPED_ARRAYS.split(' ')]],
      ['concat', ['Array', '(string)', ...BUFFERS]],
      ['slice', ['Array', '(string)', ...BUFFERS, ...TYPED_ARRAYS.split(' ')]],
      // The bytes are those that were there.
      ['subarray', ['Buffer', ...TYPED_ARRAYS.split(' ')]],
      ['parse structuredClone', ['Object', 'Array', 'Map', 'Set']],
      ['fromEntries create assign', ['Object']],
      ['bind', ['(closure)']],
      ['Function AsyncFunction eval Script compileFunction', COMPILED],
      ['runInContext runInNewContext runInThisContext', COMPILED],
      ['Symbol', ['(symbol)']],
      ['for', ['(symbol)', '(string)']],
      ['BigInt', ['(bigint)']],
      ['RegExp', ['RegExp']],
      ['resolve withResolvers', ['Promise']],
      ['then catch finally', ['Promise', 'system / PromiseReaction']],
      ['setTimeout setInterval', ['Timeout']],
      ['setImmediate', ['Immediate']],
      ['addEventListener', ['Listener']],
    ] as const
  ).flatMap(([names, made]) => names.split(' ').map((name) => [name, made] as const)),
);

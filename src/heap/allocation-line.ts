import type { AnyNode } from 'acorn';
import { nameOf, parseProgram, visit } from './parse-script.ts';
import { valueFlow } from './value-flow.ts';

/** Where in a source something stands; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The higher its score, the better it fits. */
export interface ScoredPosition extends Position {
  readonly score: number;
}

/** Offsets in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

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
}

/** A script that expressions can be found in. */
export interface ParsedScript {
  /** Where the function at this position calls another of that name; null where it is not clear. */
  callOf(start: Position, callee: string, wanted: Wanted): ScoredPosition | null;
  /** Where the function at this position makes what is wanted. */
  allocationOf(start: Position, wanted: Wanted): ScoredPosition | null;
  /** The same, of the function between these offsets in the text. */
  allocationIn(range: Range, wanted: Wanted): ScoredPosition | null;
  /** The same, of any function. */
  allocationAnywhere(wanted: Wanted): ScoredPosition | null;
}

/**
 * V8 knows which function allocated what is left, not which of its lines. The line follows from what
 * was made: a literal, a `new` of that class, a call; and from where its value goes. What was not reached
 * when calls were counted is less likely. Null for text that can't be parsed.
 */
export function parseScript(text: string, unreached: readonly Range[] = []): ParsedScript | null {
  const program = parseProgram(text);
  if (program === null) return null;
  const functions = new Map<string, AnyNode>();
  const bodies: AnyNode[] = [];
  const classes: AnyNode[] = [];
  const positionAt = positions(text);
  visit(program, (node) => {
    if (isFunction(node)) {
      bodies.push(node);
      for (const start of startsOf(node, text, positionAt)) functions.set(start, node);
    }
    if (isClass(node)) classes.push(node);
    return true;
  });
  /** A function; or all that is outside of functions; or a class, whose fields are a function to V8. */
  const bodyAt = (start: Position): AnyNode | null =>
    functions.get(`${start.line}:${start.column}`) ??
    (start.line === 1 && start.column === 1
      ? program
      : (classes.findLast((node) => contains(node, start)) ?? null));

  return {
    callOf(start, callee, wanted) {
      const body = bodyAt(start);
      if (body === null) return null;
      const calls = ownExpressions(body).filter((node) => calleeName(node) === callee);
      const { escapes } = valueFlow(body);
      const into = (node: AnyNode): boolean => namesOfHolders(node, wanted.holders) > 0;
      const likely = calls.filter((node) => !isIn(node, unreached));
      const call = likely.find(into) ?? likely.find(escapes) ?? likely[0] ?? calls[0];
      return call === undefined ? null : { ...positionOf(call), score: scoreOf(call, wanted, 0) };
    },
    allocationOf(start, wanted) {
      const body = bodyAt(start);
      return body === null ? null : bestIn(body, wanted, unreached);
    },
    allocationAnywhere(wanted) {
      const found = bodies.flatMap((body) => bestIn(body, wanted, unreached) ?? []);
      return found.sort((a, b) => b.score - a.score)[0] ?? null;
    },
    allocationIn({ start, end }, wanted) {
      const body = bodies.find((node) => node.end === end && Math.abs(node.start - start) < NEAR);
      return body === undefined ? null : bestIn(body, wanted, unreached);
    },
  };
}

/** V8 counts a method from its name on, or from a word before it. */
const NEAR = 200;

function bestIn(body: AnyNode, wanted: Wanted, unreached: readonly Range[]): ScoredPosition | null {
  if (wanted.classes.length === 0) return null;
  const own = ownExpressions(body);
  const { escapes, goesInto } = valueFlow(body);
  const isHolders = (node: AnyNode): boolean => namesOfHolders(node, wanted.holders) > 0;
  const dropped = new Set(
    own.flatMap((node) => (node.type === 'ExpressionStatement' ? [node.expression] : [])),
  );
  // What a call makes is not known; it is what is left where nothing else fits.
  const unknownCall = (node: AnyNode): number =>
    dropped.has(node as typeof node & { type: 'CallExpression' }) ? 0.005 : 0.01;
  const scored = own.map((node) => ({
    node,
    score:
      scoreOf(node, wanted, unknownCall(node)) *
      INTO_HOLDER ** namesOfHolders(node, wanted.holders) *
      (isInsertion(node) || escapes(node) ? 1 : STAYS) *
      (!isInsertion(node) && goesInto(node, isHolders) ? INTO_HOLDER : 1) *
      (isIn(node, unreached) ? UNREACHED : 1),
  }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best === 0) return null;
  return { ...positionOf(scored.find(({ score }) => score === best)!.node), score: best };
}

/** Of two that make the same, the one whose value goes somewhere. */
const STAYS = 0.3;
/** What leaks rarely may not have been reached when calls were counted. */
const UNREACHED = 0.4;

const isIn = (node: AnyNode, ranges: readonly Range[]): boolean =>
  ranges.some(({ start, end }) => node.start >= start && node.end <= end);

/** It makes room in what it inserts into: its own value is of no account. */
const isInsertion = (node: AnyNode): boolean =>
  node.type === 'AssignmentExpression' || INSERTIONS.has(calleeName(node) ?? '');

const INSERTIONS = new Set(['push', 'unshift', 'splice', 'set', 'add']);

type Functional = AnyNode & { type: 'FunctionDeclaration' };

const isFunction = (node: AnyNode): node is Functional =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/**
 * Where V8 says that a function begins: at the bracket before its parameters; an arrow without one at
 * its parameter, and some versions take an `async` before it along.
 */
function startsOf(
  node: Functional,
  text: string,
  positionAt: (offset: number) => Position,
): string[] {
  const bracket = text.indexOf('(', node.id?.end ?? node.start);
  const [parameter] = node.params;
  const offsets = [node.start, bracket, parameter?.start ?? node.start];
  return offsets.map((offset) => {
    const { line, column } = positionAt(Math.max(0, offset));
    return `${line}:${column}`;
  });
}

function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

const isClass = (node: AnyNode): boolean =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression';

function contains(node: AnyNode, { line, column }: Position): boolean {
  const { start, end } = node.loc!;
  const isAfter = line > start.line || (line === start.line && column > start.column);
  return isAfter && (line < end.line || (line === end.line && column <= end.column));
}

/** Of a function, without those of the functions in it, which are there as what they make: closures. */
function ownExpressions(body: AnyNode): AnyNode[] {
  const own: AnyNode[] = [];
  visit(body, (node) => {
    if (node === body) return true;
    own.push(node);
    return !isFunction(node) && node.type !== 'StaticBlock';
  });
  return own;
}

function positionOf(node: AnyNode): Position {
  const { line, column } = node.loc!.start;
  return { line, column: column + 1 };
}

/** The last word of what is called: `set` of `this.cache.set(…)`. */
function calleeName(node: AnyNode): string | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  return nameOf(node.callee as AnyNode);
}

/** Of two insertions, the one into what holds the growth. */
const INTO_HOLDER = 1.5;

/** How many names of the holder stand in what is inserted into, or assigned to. */
function namesOfHolders(node: AnyNode, holders: readonly string[]): number {
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

function scoreOf(node: AnyNode, { classes, keys, holders }: Wanted, unknownCall: number): number {
  const weightOf = (made: (name: string) => boolean): number =>
    classes.reduce((sum, { class: name, weight }) => sum + (made(name) ? weight : 0), 0);
  /** In what holds the growth, or else in what may be a part of it. */
  const roomMade = (): number =>
    namesOfHolders(node, holders) > 0
      ? weightOf((name) => name === HOLDER_STORE)
      : weightOf((name) => name === STORE || name === HOLDER_STORE) / 2;
  switch (node.type) {
    case 'ObjectExpression': {
      const weight = weightOf((name) => name === 'Object');
      return weight === 0 ? 0 : weight * (1 + sharedKeys(node, keys));
    }
    case 'ArrayExpression':
      return weightOf((name) => name === 'Array' || (name === STORE && node.elements.length > 0));
    case 'NewExpression': {
      const callee = calleeName(node);
      return (
        1.5 * weightOf((name) => name === callee || (MAKES.get(callee ?? '') ?? []).includes(name))
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
      if (INSERTIONS.has(callee ?? '')) return Math.max(unknownCall, roomMade());
      const made = MAKES.get(callee ?? '');
      return Math.max(
        unknownCall,
        made === undefined ? 0 : weightOf((name) => made.includes(name)),
      );
    }
    default:
      return 0;
  }
}

const CONTEXT = 'system / Context';
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

const BUFFERS = ['Buffer', 'Uint8Array', 'ArrayBuffer', 'system / JSArrayBufferData'];
const TYPED_ARRAYS =
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array DataView';

/** What well-known functions of the language and of Node make, by their names. */
const MAKES: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [TYPED_ARRAYS, ['ArrayBuffer', 'system / JSArrayBufferData']],
      ['Array Map Set', ['(array)']],
      ['ArrayBuffer SharedArrayBuffer', ['system / JSArrayBufferData']],
      ['alloc allocUnsafe allocUnsafeSlow', BUFFERS],
      ['join repeat padStart padEnd replace replaceAll toString stringify', ['(string)']],
      ['toUpperCase toLowerCase trim substring toISOString randomUUID', ['(string)']],
      ['map filter split flatMap toSorted toReversed keys entries fill exec match', ['Array']],
      ['from', ['Array', ...BUFFERS, ...TYPED_ARRAYS.split(' ')]],
      ['concat', ['Array', '(string)', ...BUFFERS]],
      ['slice subarray', ['Array', '(string)', ...BUFFERS, ...TYPED_ARRAYS.split(' ')]],
      ['parse structuredClone', ['Object', 'Array', 'Map', 'Set']],
      ['fromEntries create assign', ['Object']],
      ['bind Function', ['(closure)']],
      ['Symbol', ['(symbol)']],
      ['for', ['(symbol)', '(string)']],
      ['BigInt', ['(bigint)']],
      ['RegExp', ['RegExp']],
      ['resolve withResolvers', ['Promise']],
      ['then catch finally', ['Promise', 'system / PromiseReaction']],
    ] as const
  ).flatMap(([names, made]) => names.split(' ').map((name) => [name, made] as const)),
);

import type { AnyNode } from 'acorn';
import type { Wanted } from './allocation-scores.ts';
import {
  calleeName,
  HOLDER_STORE,
  isInsertion,
  isInsertionName,
  isOfGlobals,
  isOfLanguage,
  isRegistration,
  namesOfHolders,
  scoreOf,
} from './allocation-scores.ts';
import type { ClassNode, FunctionNode } from './parse-script.ts';
import { isClass, isFunction, nameOf, parseProgram, visit } from './parse-script.ts';
import { valueFlow } from './value-flow.ts';

/** Where in a source something stands; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The higher its score, the better it fits. */
export interface ScoredPosition extends Position {
  readonly score: number;
  /** Whether it is a `super(…)`, by which a `new` elsewhere makes its object. */
  readonly isSuper: boolean;
}

/** Offsets in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What was seen when calls were counted. */
export interface Counted {
  /** Parts of functions that ran which were not reached. */
  readonly unreached: readonly Range[];
  /** Names of all functions that ran, in any script: what these make, V8 tells of them. */
  readonly ran: ReadonlySet<string>;
}

/** A script that expressions can be found in. */
export interface ParsedScript {
  /** Where the function at this position calls another of that name; null where it is not clear. */
  callOf(start: Position, callee: string, wanted: Wanted): ScoredPosition | null;
  /** Whether it is a class, of which the language has written the constructor. */
  isClassAt(start: Position, name: string): boolean;
  /** Whether the function at this position has the other one in it. */
  hasIn(start: Position, inner: Position): boolean;
  /** Where it reads a property of that name. */
  readOf(start: Position, property: string, wanted: Wanted): ScoredPosition | null;
  /** Where it calls something that this script does not define, by another name than V8 has of the callee. */
  callOutside(start: Position, callee: string, wanted: Wanted): ScoredPosition | null;
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
export function parseScript(
  text: string,
  counted: Counted = { unreached: [], ran: new Set() },
): ParsedScript | null {
  const program = parseProgram(text);
  if (program === null) return null;
  const functions = new Map<string, AnyNode>();
  const bodies: AnyNode[] = [];
  const classes: ClassNode[] = [];
  /** By its constructor. */
  const classOf = new Map<AnyNode, ClassNode>();
  const variables = new Set<string>();
  const methods = new Set<string>();
  const positionAt = positions(text);
  visit(program, (node) => {
    if (isFunction(node)) {
      bodies.push(node);
      for (const start of startsOf(node, text, positionAt)) functions.set(start, node);
      for (const parameter of node.params) {
        for (const name of boundNames(parameter as AnyNode)) variables.add(name);
      }
    }
    if (node.type === 'VariableDeclarator' && !isFunctionOrClass(node.init as AnyNode | null)) {
      for (const name of boundNames(node.id as AnyNode)) variables.add(name);
    }
    if (node.type === 'MethodDefinition') methods.add(nameOf(node.key as AnyNode) ?? '');
    if (isClass(node)) {
      classes.push(node);
      for (const member of node.body.body) {
        if (member.type === 'MethodDefinition' && member.kind === 'constructor')
          classOf.set(member.value as AnyNode, node);
      }
    }
    return true;
  });
  const best = (body: AnyNode, wanted: Wanted): ScoredPosition | null =>
    bestIn(body, withSuper(wanted, classOf.get(body), classes), counted);
  /** A function; or all that is outside of functions; or a class, whose fields are a function to V8. */
  const bodyAt = (start: Position): AnyNode | null =>
    functions.get(`${start.line}:${start.column}`) ??
    (start.line === 1 && start.column === 1
      ? program
      : (classes.findLast((node) => contains(node, start)) ?? null));

  function likelyCall(
    start: Position,
    wanted: Wanted,
    isMeant: (node: AnyNode, name: string) => boolean,
    likeness: (node: AnyNode) => number = () => 0,
  ): ScoredPosition | null {
    const body = bodyAt(start);
    if (body === null) return null;
    const calls = ownExpressions(body).filter((node) => isMeant(node, calleeName(node) ?? ''));
    const most = Math.max(...calls.map(likeness));
    const alike = calls.filter((node) => likeness(node) === most);
    const { escapes } = valueFlow(body);
    const into = (node: AnyNode): boolean => namesOfHolders(node, wanted.holders) > 0;
    const likely = alike.filter((node) => !isIn(node, counted.unreached));
    const call = likely.find(into) ?? likely.find(escapes) ?? likely[0] ?? alike[0];
    return call === undefined
      ? null
      : { ...positionOf(call), score: scoreOf(call, wanted, 0), isSuper: isSuper(call) };
  }

  return {
    callOf(start, callee, wanted) {
      const named = likelyCall(start, wanted, (_, name) => name === callee);
      // The class above may be there under another name.
      return named ?? likelyCall(start, wanted, (node) => isSuper(node) && /^[A-Z]/.test(callee));
    },
    isClassAt(start, name) {
      const body = bodyAt(start);
      return body !== null && isClass(body) && body.id?.name === name;
    },
    hasIn(start, inner) {
      const body = bodyAt(start);
      return body !== null && body.type !== 'Program' && contains(body, inner);
    },
    readOf: (start, property, wanted) =>
      likelyCall(
        start,
        wanted,
        (node) => node.type === 'MemberExpression' && nameOf(node) === property,
      ),
    callOutside(start, callee, wanted) {
      const own = new Set([...bodies, ...classes].map(definedName));
      // What has no name of its own may be called by one that others have, too; so may what a variable holds.
      const isTold = (node: AnyNode, name: string): boolean =>
        !isNameless(callee) && counted.ran.has(name) && !isOfVariable(node, variables);
      const isOutside = (node: AnyNode, name: string): boolean =>
        !['', 'super'].includes(name) &&
        !isInsertionName(name) &&
        (isLike(name, callee) || !(own.has(name) || isTold(node, name) || isOfLanguage(node)));
      return likelyCall(start, wanted, isOutside, (node) => {
        const name = calleeName(node)!;
        const isBuiltIn = isOfGlobals(node) && !counted.ran.has(name);
        return isLike(name, callee) ? 2 : isBuiltIn || methods.has(name) ? 0 : 1;
      });
    },
    allocationOf(start, wanted) {
      const body = bodyAt(start);
      return body === null ? null : best(body, wanted);
    },
    allocationAnywhere(wanted) {
      const found = bodies.flatMap((body) => best(body, wanted) ?? []);
      return found.sort((a, b) => b.score - a.score)[0] ?? null;
    },
    allocationIn({ start, end }, wanted) {
      const body = bodies.find((node) => node.end === end && Math.abs(node.start - start) < NEAR);
      return body === undefined ? null : best(body, wanted);
    },
  };
}

/** `observe`, by which `observeWithoutExemplar` was called. */
function isLike(called: string, callee: string): boolean {
  const [one, other] = [called.toLowerCase(), callee.toLowerCase()];
  return (
    Math.min(one.length, other.length) >= SHORTEST_LIKE &&
    (one.includes(other) || other.includes(one))
  );
}

const SHORTEST_LIKE = 3;

/** `template(view)`, where that is a variable or a parameter. */
const isOfVariable = (node: AnyNode, variables: ReadonlySet<string>): boolean =>
  node.type === 'CallExpression' &&
  node.callee.type === 'Identifier' &&
  variables.has(node.callee.name);

/**
 * Where a class is wanted that extends the one of this constructor, or that one itself, the `super(…)` in it
 * makes it.
 */
function withSuper(
  wanted: Wanted,
  own: ClassNode | undefined,
  classes: readonly ClassNode[],
): Wanted {
  const name = own?.id?.name;
  if (name === undefined || own!.superClass == null) return wanted;
  const made = new Set([name]);
  for (const above of made) {
    for (const node of classes) {
      if (node.id == null || node.superClass == null) continue;
      if (nameOf(node.superClass as AnyNode) === above) made.add(node.id.name);
    }
  }
  return { ...wanted, madeBySuper: made };
}

/** V8 counts a method from its name on, or from a word before it. */
const NEAR = 200;

/** As V8 tells of a function that no name stands before: `router[method] = function (path) { … }`. */
export const isNameless = (callee: string): boolean => callee === '' || callee === '<computed>';

function bestIn(body: AnyNode, wanted: Wanted, { unreached, ran }: Counted): ScoredPosition | null {
  if (wanted.classes.length === 0) return null;
  const own = ownExpressions(body);
  const { escapes, goesInto } = valueFlow(body);
  const isHolders = (node: AnyNode): boolean => namesOfHolders(node, wanted.holders) > 0;
  const defaults = new Set(
    own.flatMap((node) => (node.type === 'AssignmentPattern' ? [node.right as AnyNode] : [])),
  );
  const dropped = new Set(
    own.flatMap((node) => (node.type === 'ExpressionStatement' ? [node.expression] : [])),
  );
  const behind = whereItWaits(body, own, wanted);
  const loops = own.filter(({ type }) => LOOPS.has(type));
  const unexplained = UNEXPLAINED * weightLeft(own, wanted);
  // What a call makes is not known; it is what is left where nothing else fits.
  const unknownCall = (node: AnyNode): number => {
    const name = calleeName(node);
    if (name === null || isOfLanguage(node) || ran.has(name)) return LEAST_CALL;
    const most = ran.size === 0 ? 2 * LEAST_CALL : Math.max(2 * LEAST_CALL, unexplained);
    return dropped.has(node as typeof node & { type: 'CallExpression' }) ? most / 2 : most;
  };
  const scored = own.map((node) => ({
    node,
    score:
      scoreOf(node, wanted, unknownCall(node)) *
      INTO_HOLDER ** namesOfHolders(node, wanted.holders) *
      (isInsertion(node) || isSuper(node) || isRegistration(node) || escapes(node) ? 1 : STAYS) *
      (!isInsertion(node) && goesInto(node, isHolders) ? INTO_HOLDER : 1) *
      (isIn(node, loops) ? IN_LOOP : 1) *
      (isIn(node, unreached) || node.start >= behind || defaults.has(node) ? UNREACHED : 1),
  }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best === 0) return null;
  const { node } = scored.find(({ score }) => score === best)!;
  return { ...positionOf(node), score: best, isSuper: isSuper(node) };
}

const LEAST_CALL = 0.005;
/** Of what nothing in a function makes as far as its text tells, a call may have made so much. */
const UNEXPLAINED = 0.1;

/** Of the classes that are wanted, the weight of those that none of the expressions makes. */
function weightLeft(own: readonly AnyNode[], wanted: Wanted): number {
  return wanted.classes
    .filter((one) => one.class !== HOLDER_STORE)
    .filter((one) => own.every((node) => scoreOf(node, { ...wanted, classes: [one] }, 0) === 0))
    .reduce((sum, { weight }) => sum + weight, 0);
}

/** Of two insertions, the one into what holds the growth. */
const INTO_HOLDER = 1.5;
/** Of two that make the same, the one that makes it many times. */
const IN_LOOP = 1.1;
const LOOPS: ReadonlySet<string> = new Set([
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'],
]);
/** Of two that make the same, the one whose value goes somewhere. */
const STAYS = 0.3;
/** What leaks rarely may not have been reached when calls were counted. */
const UNREACHED = 0.4;

/**
 * Where calls of an async function are left unfinished, V8 keeps each as a generator: what stands behind
 * its last `await` is not what they made. Coverage doesn't tell of this.
 */
function whereItWaits(body: AnyNode, own: readonly AnyNode[], { classes }: Wanted): number {
  const isLeft = classes.some((one) => one.class === 'Generator' && one.weight > 0);
  if (!isLeft || !isFunction(body) || !body.async) return Number.POSITIVE_INFINITY;
  const waits = own.filter(({ type }) => type === 'AwaitExpression').map(({ end }) => end);
  return waits.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...waits);
}

const isIn = (node: AnyNode, ranges: readonly Range[]): boolean =>
  ranges.some(({ start, end }) => node.start >= start && node.end <= end);

/**
 * Where V8 says that a function begins: at the bracket before its parameters; an arrow without one at
 * its parameter, and some versions take an `async` before it along.
 */
function startsOf(
  node: FunctionNode,
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

const isFunctionOrClass = (node: AnyNode | null | undefined): boolean =>
  node != null && (isFunction(node) || isClass(node));

const isSuper = (node: AnyNode): boolean =>
  node.type === 'CallExpression' && node.callee.type === 'Super';

/** Names that a pattern gives: of a variable, or of what it takes apart. */
function boundNames(pattern: AnyNode): string[] {
  const names: string[] = [];
  visit(pattern, (node) => {
    if (node.type === 'Identifier') names.push(node.name);
    return !(node.type === 'AssignmentPattern' && isFunctionOrClass(node.right as AnyNode));
  });
  return names;
}

const isStatic = (node: AnyNode): boolean => node.type === 'PropertyDefinition' && node.static;

/** Of a function or a class that stands by itself; methods and variables are called otherwise. */
const definedName = (node: AnyNode): string | null =>
  isFunction(node) || node.type === 'ClassDeclaration' ? (node.id?.name ?? null) : null;

function contains(node: AnyNode, { line, column }: Position): boolean {
  const { start, end } = node.loc!;
  const isAfter = line > start.line || (line === start.line && column > start.column);
  return isAfter && (line < end.line || (line === end.line && column <= end.column));
}

/**
 * Of a function, without those of the functions in it, which are there as what they make: closures. Of a
 * class, what its fields are given: its methods are made once.
 */
function ownExpressions(body: AnyNode): AnyNode[] {
  const own: AnyNode[] = [];
  visit(body, (node) => {
    if (node === body) return true;
    if (isClass(body) && (node.type === 'MethodDefinition' || isStatic(node))) return false;
    own.push(node);
    return !isFunction(node) && node.type !== 'StaticBlock';
  });
  return own;
}

function positionOf(node: AnyNode): Position {
  const { line, column } = node.loc!.start;
  return { line, column: column + 1 };
}

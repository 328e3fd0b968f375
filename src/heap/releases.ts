import type { AnyNode, MethodDefinition, Property } from 'acorn';
import {
  FIELDS_INITIALIZER,
  isClass,
  isFunction,
  nameOf,
  parseProgram,
  visit,
} from './parse-script.ts';

/** How often a function of a script ran: offsets in its text. */
export interface CallCount {
  /** As V8 names it. */
  readonly function: string;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** A release that was never called, of what was taken again and again. */
export interface Unreleased {
  readonly owner: string | null;
  readonly taken: { readonly name: string; readonly offset: number; readonly count: number };
  readonly release: { readonly name: string; readonly offset: number };
}

/**
 * Pairs of a function that ran about once an operation and the release that belongs to it and never
 * ran: methods of one class, or functions of one script. What gives something back has a name of its
 * own in each protocol, `Symbol.dispose` in the language's. Where the owner itself is made each time, it
 * is what is to be released; of one that lasts, as a pool does, only what is handed to the release: its
 * own `close()` is for its end.
 */
export function findUnreleased(
  text: string,
  counts: readonly CallCount[],
  operations: number,
): Unreleased[] {
  const functions = namedFunctions(text);
  const countOf = (one: NamedFunction): number =>
    counts.find(({ start, end }) => one.starts.includes(start) && end === one.end)?.count ?? 0;
  const isOften = (count: number): boolean => count >= operations / 2;
  const owners = new Set(functions.map(({ owner }) => owner));
  return [...owners].flatMap((owner) => {
    const own = functions
      .filter((one) => one.owner === owner)
      .map((one) => ({ ...one, count: countOf(one) }));
    const releases = own.filter(({ name }) => RELEASES.has(name));
    // One that runs and another that does not: some types have two ways out.
    if (releases.some(({ count }) => count > 0)) return [];
    const isMade = owner !== null && isOften(timesMade(owner, own, counts));
    const release = releases.find(({ parameters }) => isMade || parameters > 0);
    const [taken] = own
      .filter(({ name, count }) => !RELEASES.has(name) && isOften(count))
      .filter(({ name }) => isMade || TAKES.test(name))
      .sort((one, other) => Number(other.name === MAKER) - Number(one.name === MAKER));
    if (taken === undefined || release === undefined) return [];
    return [
      {
        owner: owner?.name ?? null,
        taken: { name: taken.name, offset: taken.starts[0]!, count: taken.count },
        release: { name: release.name, offset: release.starts[0]! },
      },
    ];
  });
}

/** How often an object of this class was made, or the object that is written there. */
function timesMade(
  owner: Owner,
  own: readonly { readonly name: string; readonly count: number }[],
  counts: readonly CallCount[],
): number {
  const inside = ({ start, end }: CallCount): boolean => owner.start <= start && end <= owner.end;
  const around = ({ start, end }: CallCount): boolean => start <= owner.start && owner.end <= end;
  if (owner.isClass) {
    const fields = counts.find((one) => one.function === FIELDS_INITIALIZER && inside(one));
    return own.find(({ name }) => name === MAKER)?.count ?? fields?.count ?? 0;
  }
  const [nearest] = counts
    .filter(around)
    .sort((one, other) => one.end - one.start - (other.end - other.start));
  return nearest?.count ?? 0;
}

const MAKER = 'constructor';

/** By its first word: what hands something out, or takes it, that is given back later. */
const TAKES = new RegExp(
  `^(?:acquire|alloc|allocate|assign|attach|begin|borrow|check[oO]ut|claim|connect|create|enter|grant|
  hold|issue|lease|lend|lock|make|malloc|mint|mmap|mount|new|obtain|open|pin|provide|ref|
  register|rent|request|reserve|retain|spawn|start|subscribe|take)(?![a-z])`.replaceAll(/\s/g, ''),
);

const RELEASES = new Set(
  `Symbol.dispose Symbol.asyncDispose dispose asyncDispose close free release destroy drop give
  giveBack putBack checkin checkIn dealloc deallocate disconnect shutdown unref unmap unlock detach
  recycle terminate`.split(/\s+/),
);

/** The classes of a script that extend another by its name. */
export function superClasses(text: string): ReadonlyMap<string, string> {
  const program = parseProgram(text);
  const found = new Map<string, string>();
  if (program === null) return found;
  visit(program, (node) => {
    if (!isClass(node)) return true;
    const above = node.superClass == null ? null : nameOf(node.superClass as AnyNode);
    if (node.id != null && above !== null) found.set(node.id.name, above);
    return true;
  });
  return found;
}

/** A class, or an object with functions. */
interface Owner {
  readonly name: string;
  readonly isClass: boolean;
  readonly start: number;
  readonly end: number;
}

interface NamedFunction {
  /** Null of the script's own functions. */
  readonly owner: Owner | null;
  readonly name: string;
  /** How many it has. */
  readonly parameters: number;
  /** Where V8 may say that it begins. */
  readonly starts: readonly number[];
  readonly end: number;
}

function namedFunctions(text: string): NamedFunction[] {
  const program = parseProgram(text);
  if (program === null) return [];
  const found: NamedFunction[] = [];
  let unnamed = 0;
  const add = (owner: Owner | null, name: string | null, node: AnyNode, value: AnyNode): void => {
    if (name === null || !isFunction(value)) return;
    const parameters = value.params.length;
    found.push({ owner, name, parameters, starts: [node.start, value.start], end: value.end });
  };
  visit(program, (node) => {
    const { start, end } = node;
    if (isClass(node)) {
      const owner = { name: node.id?.name ?? `class ${++unnamed}`, isClass: true, start, end };
      for (const member of node.body.body) {
        if (member.type !== 'MethodDefinition' || isAccessor(member.kind)) continue;
        add(owner, memberName(member), member, member.value as AnyNode);
      }
    } else if (node.type === 'ObjectExpression') {
      const owner = { name: `object ${++unnamed}`, isClass: false, start, end };
      for (const member of node.properties) {
        if (member.type !== 'Property' || isAccessor(member.kind)) continue;
        add(owner, memberName(member), member, member.value as AnyNode);
      }
    } else if (node.type === 'FunctionDeclaration') {
      add(null, node.id?.name ?? null, node, node);
    } else if (node.type === 'VariableDeclarator' && node.init != null) {
      add(null, nameOf(node.id as AnyNode), node.init as AnyNode, node.init as AnyNode);
    }
    return true;
  });
  return found;
}

/** `get close()` only tells of something. */
const isAccessor = (kind: string): boolean => kind === 'get' || kind === 'set';

/** `Symbol.dispose` of `[Symbol.dispose]() {}`; of other keys that are computed, nothing is known. */
function memberName({ key, computed }: MethodDefinition | Property): string | null {
  if (!computed) return nameOf(key as AnyNode);
  if (key.type !== 'MemberExpression') return null;
  const object = nameOf(key.object as AnyNode);
  return object === 'Symbol' ? `Symbol.${nameOf(key.property as AnyNode)}` : null;
}

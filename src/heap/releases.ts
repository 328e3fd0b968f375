import type { AnyNode, MethodDefinition, Property } from 'acorn';
import { nameOf, parseProgram, visit } from './parse-script.ts';

/** How often a function of a script ran: offsets in its text. */
export interface CallCount {
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
 * own in each protocol, `Symbol.dispose` in the language's.
 */
export function findUnreleased(
  text: string,
  counts: readonly CallCount[],
  operations: number,
): Unreleased[] {
  const functions = namedFunctions(text);
  const countOf = (one: NamedFunction): number | null =>
    counts.find(({ start, end }) => one.starts.includes(start) && end === one.end)?.count ?? null;
  const owners = new Set(functions.map(({ owner }) => owner));
  return [...owners].flatMap((owner) => {
    const own = functions
      .filter((one) => one.owner === owner)
      .map((one) => ({ ...one, count: countOf(one) }));
    const releases = own.filter(({ name }) => RELEASES.has(name));
    // One that runs and another that does not: some types have two ways out.
    if (releases.length === 0 || releases.some(({ count }) => (count ?? 0) > 0)) return [];
    const taken = own
      .filter(({ name, count }) => !RELEASES.has(name) && (count ?? 0) >= operations / 2)
      .sort((a, b) => Number(b.name === 'constructor') - Number(a.name === 'constructor'));
    const [first] = taken;
    const [release] = releases;
    if (first === undefined || release === undefined) return [];
    return [
      {
        owner,
        taken: { name: first.name, offset: first.starts[0]!, count: first.count ?? 0 },
        release: { name: release.name, offset: release.starts[0]! },
      },
    ];
  });
}

const RELEASES = new Set(
  `Symbol.dispose Symbol.asyncDispose dispose asyncDispose close free release destroy drop give
  giveBack putBack checkin checkIn dealloc deallocate disconnect shutdown unref unmap unlock detach
  recycle terminate`.split(/\s+/),
);

interface NamedFunction {
  /** The class it belongs to; null of the script's own functions. */
  readonly owner: string | null;
  readonly name: string;
  /** Where V8 may say that it begins. */
  readonly starts: readonly number[];
  readonly end: number;
}

function namedFunctions(text: string): NamedFunction[] {
  const program = parseProgram(text);
  if (program === null) return [];
  const found: NamedFunction[] = [];
  let unnamed = 0;
  const add = (owner: string | null, name: string | null, node: AnyNode, value: AnyNode): void => {
    if (name === null) return;
    found.push({ owner, name, starts: [node.start, value.start], end: value.end });
  };
  visit(program, (node) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      const owner = node.id?.name ?? `class ${++unnamed}`;
      for (const member of node.body.body) {
        if (member.type !== 'MethodDefinition' || isAccessor(member.kind)) continue;
        add(owner, memberName(member), member, member.value as AnyNode);
      }
    } else if (node.type === 'ObjectExpression') {
      const owner = `object ${++unnamed}`;
      for (const member of node.properties) {
        if (member.type !== 'Property' || isAccessor(member.kind)) continue;
        if (!isFunctional(member.value as AnyNode)) continue;
        add(owner, memberName(member), member, member.value as AnyNode);
      }
    } else if (node.type === 'FunctionDeclaration') {
      add(null, node.id?.name ?? null, node, node);
    } else if (node.type === 'VariableDeclarator' && isFunctional(node.init as AnyNode | null)) {
      add(null, nameOf(node.id as AnyNode), node.init as AnyNode, node.init as AnyNode);
    }
    return true;
  });
  return found;
}

/** `get close()` only tells of something. */
const isAccessor = (kind: string): boolean => kind === 'get' || kind === 'set';

const isFunctional = (node: AnyNode | null | undefined): boolean =>
  node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';

/** `Symbol.dispose` of `[Symbol.dispose]() {}`; of other keys that are computed, nothing is known. */
function memberName({ key, computed }: MethodDefinition | Property): string | null {
  if (!computed) return nameOf(key as AnyNode);
  if (key.type !== 'MemberExpression') return null;
  const object = nameOf(key.object as AnyNode);
  return object === 'Symbol' ? `Symbol.${nameOf(key.property as AnyNode)}` : null;
}

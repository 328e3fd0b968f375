import type { AnyNode } from 'acorn';
import { isInsertionName } from './allocation-scores.ts';
import { isFunction, nameOf, visit } from './parse-script.ts';

/** Tells where the values of expressions in a function go. */
export interface ValueFlow {
  /**
   * Whether a value may outlive the call: it is passed on, returned, put into something, or captured. One
   * that is only asked for something (`seen.has(key)`, `parts.join()`), or copied, does not.
   */
  escapes(node: AnyNode): boolean;
  /** Whether it ends up, as a part of something or by a variable, in such a call or assignment. */
  goesInto(node: AnyNode, isWanted: (insertion: AnyNode) => boolean): boolean;
}

export function valueFlow(body: AnyNode): ValueFlow {
  const parents = new Map<AnyNode, AnyNode>();
  const uses = new Map<string, AnyNode[]>();
  visit(body, (node) => {
    for (const child of childrenOf(node)) parents.set(child, node);
    if (node.type === 'Identifier') uses.set(node.name, [...(uses.get(node.name) ?? []), node]);
    return true;
  });

  function escapes(node: AnyNode, followed: ReadonlySet<string>): boolean {
    const parent = parents.get(node);
    if (parent === undefined) return true;
    switch (parent.type) {
      case 'ExpressionStatement':
        // What is made for its own sake may register itself.
        return node.type === 'NewExpression';
      case 'VariableDeclarator':
        return parent.id.type !== 'Identifier' || isUsedFurther(parent.id.name, followed);
      case 'AssignmentExpression':
        if (parent.left === node) return false;
        return parent.left.type !== 'Identifier' || isUsedFurther(parent.left.name, followed);
      case 'MemberExpression':
        if (parent.object !== node || isChained(parent)) return true;
        return isReturned(parent) && escapes(parents.get(parent)!, followed);
      case 'CallExpression':
        return parent.callee === node || (!isCopied(parent) && outlives(parent, followed));
      case 'UnaryExpression':
      case 'IfStatement':
      case 'WhileStatement':
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'UpdateExpression':
        return false;
      case 'AwaitExpression':
      case 'BinaryExpression':
      case 'ChainExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'ParenthesizedExpression':
      case 'SequenceExpression':
      case 'TemplateLiteral':
        return escapes(parent, followed);
      default:
        return true;
    }
  }

  /** A promise is kept by what waits for it. */
  const isChained = (member: AnyNode & { type: 'MemberExpression' }): boolean =>
    member.property.type === 'Identifier' && WAITS.has(member.property.name);

  /** What is written to a buffer or a stream. */
  const isCopied = ({ callee }: AnyNode & { type: 'CallExpression' }): boolean =>
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'write';

  /** What is put into a collection of this function goes where that goes. */
  function outlives(
    { callee }: AnyNode & { type: 'CallExpression' },
    followed: ReadonlySet<string>,
  ): boolean {
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return true;
    const isPut = isInsertionName(nameOf(callee as AnyNode) ?? '');
    return !isPut || isUsedFurther(callee.object.name, followed);
  }

  /** Of `new Array(9).fill(0)`: the call gives back what it is called on. */
  const isReturned = (member: AnyNode & { type: 'MemberExpression' }): boolean =>
    member.property.type === 'Identifier' &&
    GIVES_ITSELF.has(member.property.name) &&
    parents.get(member)?.type === 'CallExpression';

  function isUsedFurther(name: string, followed: ReadonlySet<string>): boolean {
    if (followed.has(name)) return false;
    const now = new Set([...followed, name]);
    const own = (uses.get(name) ?? []).filter((use) => !isNamed(use));
    // A variable of an outer scope lives on.
    if (!isDeclared(name)) return true;
    return own.some((use) => isCaptured(use) || escapes(use, now));
  }

  /** Not a use of the variable: its declaration, or a property of that name. */
  function isNamed(use: AnyNode): boolean {
    const parent = parents.get(use);
    if (parent?.type === 'VariableDeclarator') return parent.id === use;
    if (parent?.type === 'MemberExpression') return parent.property === use && !parent.computed;
    if (parent?.type === 'Property') return parent.key === use && !parent.shorthand;
    return false;
  }

  const isDeclared = (name: string): boolean =>
    (uses.get(name) ?? []).some((use) => {
      const parent = parents.get(use);
      return parent?.type === 'VariableDeclarator' && parent.id === use;
    });

  function isCaptured(use: AnyNode): boolean {
    for (
      let node = parents.get(use);
      node !== undefined && node !== body;
      node = parents.get(node)
    ) {
      if (isFunction(node)) return true;
    }
    return false;
  }

  function goesInto(
    node: AnyNode,
    isWanted: (insertion: AnyNode) => boolean,
    followed: ReadonlySet<string>,
  ): boolean {
    const parent = parents.get(node);
    if (parent === undefined || isFunction(parent)) return false;
    if (isWanted(parent) && !isTarget(parent, node)) return true;
    const name = variableOf(parent, node);
    if (name !== null) {
      const now = new Set([...followed, name]);
      const own = followed.has(name) ? [] : (uses.get(name) ?? []).filter((use) => !isNamed(use));
      return own.some((use) => use !== node && goesInto(use, isWanted, now));
    }
    return PARTS.has(parent.type) && goesInto(parent, isWanted, followed);
  }

  return {
    escapes: (node) => escapes(node, new Set()),
    goesInto: (node, isWanted) => goesInto(node, isWanted, new Set()),
  };
}

const isTarget = (parent: AnyNode, node: AnyNode): boolean =>
  (parent.type === 'CallExpression' && parent.callee === node) ||
  (parent.type === 'AssignmentExpression' && parent.left === node);

/** The variable that a value is given. */
function variableOf(parent: AnyNode, node: AnyNode): string | null {
  if (parent.type === 'VariableDeclarator' && parent.init === node) {
    return parent.id.type === 'Identifier' ? parent.id.name : null;
  }
  const isGiven = parent.type === 'AssignmentExpression' && parent.right === node;
  return isGiven && parent.left.type === 'Identifier' ? parent.left.name : null;
}

/** Of which a value becomes a part. */
const PARTS = new Set([
  ...['ArrayExpression', 'ObjectExpression', 'Property', 'SpreadElement', 'NewExpression'],
  ...['CallExpression', 'AwaitExpression', 'ChainExpression', 'ConditionalExpression'],
  ...['LogicalExpression', 'ParenthesizedExpression', 'BinaryExpression', 'TemplateLiteral'],
]);

const GIVES_ITSELF = new Set(['fill', 'sort', 'reverse', 'copyWithin', 'set', 'add', 'on', 'once']);
const WAITS = new Set(['then', 'catch', 'finally']);

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is AnyNode =>
        typeof value === 'object' && value !== null && typeof value.type === 'string',
    );
}

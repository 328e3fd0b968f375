import type { AnyNode, Program } from 'acorn';
import { parse } from 'acorn';

/** Null for text that is neither a module nor a script. */
export function parseProgram(text: string): Program | null {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(text, {
        ecmaVersion: 'latest',
        sourceType,
        locations: true,
        allowHashBang: true,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
      });
    } catch {
      // A script may use what a module may not.
    }
  }
  return null;
}

type Visitor = (node: AnyNode) => boolean;

/** Outer nodes first, in the order of the text; what answers `false` is not looked into. */
export function visit(node: AnyNode, visitor: Visitor): void {
  if (visitor(node) === false) return;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, visitor);
    }
  }
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as AnyNode).type === 'string';

/** The last word of a name: `set` of `this.cache.set`. */
export function nameOf(node: AnyNode): string | null {
  switch (node.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return node.name;
    case 'MemberExpression':
      return node.computed ? null : nameOf(node.property as AnyNode);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return nameOf(node.expression as AnyNode);
    case 'Super':
      return 'super';
    default:
      return null;
  }
}

export type FunctionNode = AnyNode & {
  type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression';
};

export const isFunction = (node: AnyNode): node is FunctionNode =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

export type ClassNode = AnyNode & { type: 'ClassDeclaration' | 'ClassExpression' };

export const isClass = (node: AnyNode): node is ClassNode =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression';

/** V8's name of what gives the fields of an object their values. */
export const FIELDS_INITIALIZER = '<instance_members_initializer>';

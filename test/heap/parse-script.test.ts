import type { AnyNode } from 'acorn';
import { describe, expect, it } from 'vitest';
import { nameOf, parseProgram, visit } from '../../src/heap/parse-script.ts';

const expression = (text: string): AnyNode => {
  const [statement] = parseProgram(text)!.body;
  if (statement?.type !== 'ExpressionStatement') throw new Error(`${text} is no expression`);
  return statement.expression as AnyNode;
};

describe('a text', () => {
  it.each([
    { what: 'a module', text: 'import a from "a"; await a; export { a };' },
    { what: 'a script', text: 'with (a) { b = 010; }' },
    { what: 'a CommonJS file', text: 'if (a) return; module.exports = 1;' },
    { what: 'a program with a first line for the shell', text: '#!/usr/bin/env node\na();' },
    { what: 'nothing', text: '' },
  ])('is parsed: $what', ({ text }) => {
    expect(parseProgram(text)?.type).toBe('Program');
  });

  it.each(['const a: number = 1;', '{', '}', 'a b'])('is not parsed that is none: %s', (text) => {
    expect(parseProgram(text)).toBeNull();
  });

  it('may be as deep as it likes', () => {
    for (const text of [
      `a${' + a'.repeat(20_000)}`,
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    ]) {
      const program = parseProgram(text);
      // Where the parser gives up, there is nothing to visit.
      let names = 0;
      if (program !== null)
        visit(program, ({ type }) => (type === 'Identifier' ? ++names > 0 : true));
      expect([0, 20_001]).toContain(names);
    }
  });

  it('of 2000 terms is visited', () => {
    let names = 0;
    visit(parseProgram(`a${' + a'.repeat(2000)}`)!, ({ type }) => {
      if (type === 'Identifier') names++;
      return true;
    });
    expect(names).toBe(2001);
  });
});

describe('a visit', () => {
  const kinds = (text: string, enter: (node: AnyNode) => boolean): string[] => {
    const seen: string[] = [];
    visit(parseProgram(text)!, (node) => {
      seen.push(node.type === 'Identifier' ? node.name : node.type);
      return enter(node);
    });
    return seen;
  };

  it('is of outer nodes first, in the order of the text', () => {
    expect(kinds('f(a, [b, , c]);', () => true)).toEqual([
      'Program',
      'ExpressionStatement',
      'CallExpression',
      'f',
      'a',
      'ArrayExpression',
      'b',
      'c',
    ]);
  });

  it('leaves out what is not to be entered', () => {
    const seen = kinds('f(a, [b]);', ({ type }) => type !== 'ArrayExpression');
    expect(seen.slice(-2)).toEqual(['a', 'ArrayExpression']);
  });
});

describe('the name', () => {
  it.each([
    { text: 'cache', is: 'cache' },
    { text: 'this.cache.set', is: 'set' },
    { text: 'a?.b', is: 'b' },
    { text: 'cache["set"]', is: null },
    { text: 'f()', is: null },
  ])('of $text is $is', ({ text, is }) => {
    expect(nameOf(expression(text))).toBe(is);
  });

  it('of a private field is its own, and of a parent class super', () => {
    const names: (string | null)[] = [];
    visit(
      parseProgram('class A extends B { #a = 1; constructor() { super(this.#a); } }')!,
      (node) => {
        if (node.type === 'Super' || node.type === 'MemberExpression') names.push(nameOf(node));
        return true;
      },
    );
    expect(names).toEqual(['super', 'a']);
  });
});

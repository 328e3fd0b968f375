import { describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { resolveContract } from '../../src/subject/contract.ts';

const echo = (...args: unknown[]): unknown[] => args;
const wrong = (): string => 'wrong';

class Counter {
  private count = 10;
  operation(): number {
    return ++this.count;
  }
  other(): number {
    return this.count;
  }
}

describe('the operation', () => {
  it.each<{ name: string; exports: Record<string, unknown>; export?: string }>([
    { name: 'is an export of this name', exports: { operation: echo } },
    { name: 'is the default export', exports: { default: echo } },
    { name: 'is on the default export', exports: { default: { operation: echo } } },
    {
      name: 'is on a default export that is a function itself',
      exports: { default: Object.assign(wrong, { operation: echo }) },
    },
    {
      name: 'is the one by name before the default',
      exports: { operation: echo, default: wrong },
    },
    {
      name: 'is what a compiler made of a default export in CommonJS',
      exports: { default: { __esModule: true, default: echo } },
    },
    {
      name: 'is on what a compiler made of a default export in CommonJS',
      exports: { default: { __esModule: true, default: { operation: echo } } },
    },
    {
      name: 'is the named one',
      exports: { put: echo, operation: wrong },
      export: 'put',
    },
    {
      name: 'is the named one of a default object, as of a worker file with several functions',
      exports: { default: { get: wrong, put: echo } },
      export: 'put',
    },
    {
      name: 'is the default export, where that is named',
      exports: { default: echo, operation: wrong },
      export: 'default',
    },
  ])('$name', ({ exports, export: name }) => {
    const { operation } = resolveContract(exports, name ?? null);
    expect(operation('state', 7)).toEqual(['state', 7]);
  });

  it('may be a method that uses its object: of an object, of an instance, by another name', () => {
    const object = {
      kept: [] as number[],
      setup() {
        return this.kept;
      },
      operation(_: unknown, index: number) {
        return this.kept.push(index);
      },
      teardown() {
        this.kept.length = 0;
      },
    };
    // As Node imports `module.exports = object`: some names twice.
    const { operation, setup, teardown } = resolveContract(
      { default: object, operation: object.operation },
      null,
    );
    operation(null, 5);
    expect(setup?.()).toEqual([5]);
    teardown?.(null);
    expect(object.kept).toEqual([]);

    expect(resolveContract({ default: new Counter() }, null).operation(null, 0)).toBe(11);
    expect(resolveContract({ default: new Counter() }, 'other').operation(null, 0)).toBe(10);
  });
});

describe('what is no subject', () => {
  it.each<{ name: string; exports: Record<string, unknown>; export?: string; message: string }>([
    {
      name: 'nothing',
      exports: {},
      message: 'it exports nothing: export a function `operation`, or make it the default export',
    },
    {
      name: 'no function',
      exports: { a: 1, operation: 3 },
      message: 'it exports no operation that is a function, but a, operation: export a function',
    },
    {
      name: 'another function',
      exports: { 'module.exports': {}, __esModule: true, version: 3, handler: echo },
      message: 'but version, handler: name the one that is to be repeated, as in --export handler',
    },
    {
      name: 'other functions of a default object',
      exports: { default: { setup: echo, put: echo } },
      message:
        'but default (with setup, put): name the one that is to be repeated, as in --export put',
    },
    {
      name: 'other methods of an instance',
      exports: {
        default: new (class {
          put() {}
        })(),
      },
      message: 'but default (with put): name the one that is to be repeated, as in --export put',
    },
    {
      name: 'not what was named',
      exports: { operation: echo },
      export: 'other',
      message: 'it exports no other that is a function, but operation: name the one',
    },
    {
      name: 'a generator',
      exports: { *operation() {} },
      message: 'the operation is a generator, of which a call does nothing',
    },
    {
      name: 'an asynchronous generator',
      exports: { async *rows() {} },
      export: 'rows',
      message: 'the rows is a generator, of which a call does nothing',
    },
    {
      name: 'a class',
      exports: { default: Counter },
      message: "the operation is a class, which can't be called: export a function, or an instance",
    },
    {
      name: 'a setup that is no function',
      exports: { operation: echo, setup: 1 },
      message: 'setup is exported as number; expected a function',
    },
    {
      name: 'a teardown that is no function',
      exports: { operation: echo, teardown: 'x' },
      message: 'teardown is exported as string; expected a function',
    },
  ])('$name is refused, with what to do', ({ exports, export: name, message }) => {
    const resolve = () => resolveContract(exports, name ?? null);
    expect(resolve).toThrow(LeaklabError);
    expect(resolve).toThrow(message);
  });
});

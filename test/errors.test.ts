import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { describeError, LeaklabError } from '../src/errors.ts';

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

describe('an error of leaklab', () => {
  it('has a code, a message and its cause', () => {
    const cause = new Error('below');
    const error = new LeaklabError('io', 'above', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'LeaklabError', code: 'io', message: 'above', cause });
  });
});

describe('what was thrown', () => {
  it.each([
    { what: 'an error', thrown: new TypeError('no'), name: 'TypeError', message: 'no' },
    {
      what: 'an error of leaklab',
      thrown: new LeaklabError('subject', 'x'),
      name: 'LeaklabError',
      message: 'x',
    },
    {
      what: 'an error of another realm',
      thrown: runInNewContext('new RangeError("far")'),
      name: 'RangeError',
      message: 'far',
    },
    {
      what: 'what looks like one',
      thrown: { name: 'Odd', message: 'like' },
      name: 'Odd',
      message: 'like',
    },
    { what: 'one without a name', thrown: { name: '', message: 'm' }, name: 'Error', message: 'm' },
    { what: 'a text', thrown: 'just words', name: 'Thrown', message: 'just words' },
    { what: 'nothing', thrown: undefined, name: 'Thrown', message: 'undefined' },
    { what: 'null', thrown: null, name: 'Thrown', message: 'null' },
    { what: 'a number', thrown: 7, name: 'Thrown', message: '7' },
    { what: 'a symbol', thrown: Symbol('s'), name: 'Thrown', message: 'Symbol(s)' },
    { what: 'an object', thrown: { code: 7 }, name: 'Thrown', message: '{"code":7}' },
    {
      what: 'an object that holds itself',
      thrown: cyclic,
      name: 'Thrown',
      message: '[object Object]',
    },
    {
      what: 'a bigint in an object',
      thrown: { n: 1n },
      name: 'Thrown',
      message: '[object Object]',
    },
  ])('is described as plain data: $what', ({ thrown, name, message }) => {
    const described = describeError(thrown);
    expect(described).toMatchObject({ name, message });
    expect(structuredClone(described)).toEqual(described);
  });

  it('keeps its stack where it has one', () => {
    const error = new Error('x');
    expect(describeError(error).stack).toBe(error.stack);
    expect(describeError('x').stack).toBeNull();
    expect(describeError({ name: 'E', message: 'm', stack: 3 }).stack).toBeNull();
  });
});

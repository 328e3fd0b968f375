import { describe, expect, it } from 'vitest';
import { classesOfNodes } from '../../src/heap/classes-of-nodes.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

describe('the class', () => {
  const cases: readonly (readonly [TinyObject, string])[] = [
    [{ name: 'Session' }, 'Session'],
    [{ type: 'string', name: 'Session' }, '(string)'],
    [{ type: 'closure', name: 'put' }, '(closure)'],
    [{ type: 'array', name: '(object elements)' }, '(array)'],
    [{ type: 'code', name: 'put' }, '(compiled code)'],
    [{ type: 'hidden', name: 'system / Foreign' }, '(system)'],
    [{ type: 'regexp', name: '/x/' }, 'RegExp'],
    [{ type: 'concatenated string' }, '(concatenated string)'],
    [{ type: 'object shape', name: 'system / Map' }, '(object shape)'],
    [{ type: 'synthetic', name: '(Global handles)' }, '(roots)'],
    [{ type: 'synthetic', name: 'C++ Persistent roots' }, '(roots)'],
    [{ type: 'synthetic', name: 'Node / Environment' }, 'Node / Environment'],
    [{ type: 'native', name: '<div class="row">' }, '<div>'],
    [{ type: 'native', name: 'Detached <p>', detachedness: 2 }, 'Detached <p>'],
    [{ type: 'native', name: '<div id="a">', detachedness: 2 }, 'Detached <div>'],
    [{ name: '' }, '(no name)'],
    [{ name: 'evil\u001b[2J\n' }, 'evil\\u001b[2J\\n'],
  ];

  it.each(cases)('of %j is %s', (object, name) => {
    const heap = tinyHeap({ root: {}, object });
    const classes = classesOfNodes(heap);
    expect(classes.names[classes.numberOf(1)]).toBe(name);
    const { classOf, names } = classesOfNodes(heap).all;
    expect(names[classOf[1]!]).toBe(name);
  });

  it('is one for equal names', () => {
    const heap = tinyHeap({ root: {}, a: { name: 'A' }, b: { name: 'A' }, c: { name: 'B' } });
    const { classOf } = classesOfNodes(heap).all;
    expect(classOf[1]).toBe(classOf[2]);
    expect(classOf[1]).not.toBe(classOf[3]);
  });
});

import { describe, expect, it } from 'vitest';
import { objectName, pathText, stepText } from '../../src/report/heap-path-text.ts';

const object = (name: string, text: string | null = null) => ({
  id: 1,
  class: name,
  text,
  bytes: 1,
  retainedBytes: 1,
});

describe('a step of a path', () => {
  it.each([
    [{ type: 'property', name: 'cache' }, object('Map'), 'cache: Map'],
    [{ type: 'element', name: '3' }, object('Session'), '[3]: Session'],
    [{ type: 'element', name: '*' }, object('Session'), '[*]: Session'],
    [{ type: 'context', name: 'rows' }, object('Array'), 'variable rows: Array'],
    [{ type: 'internal', name: 'table' }, object('(array)'), '<table>: (array)'],
    // A place in a table says nothing.
    [{ type: 'internal', name: '512' }, object('Session'), 'Session'],
    [{ type: 'hidden', name: '7' }, object('(system)'), '(system)'],
    [{ type: 'property', name: 'f' }, object('(closure)', 'put'), 'f: function put'],
    [{ type: 'property', name: 's' }, object('(string)', 'abc'), 's: (string) "abc"'],
  ])('%j to %j is written', (edge, object, text) => {
    expect(stepText({ edge, object })).toBe(text);
  });

  it('says that more of its kind follow', () => {
    const edge = { type: 'property', name: 'next' };
    expect(stepText({ edge, object: object('Node'), isRepeated: true })).toBe('next: Node …');
  });
});

describe('a path', () => {
  const step = (type: string, name: string, of: string) => ({
    edge: { type, name },
    object: object(of),
  });
  const root = { edge: null, object: object('(root)') };

  it("says nothing of the root, nor of the places of V8's roots", () => {
    const path = [
      root,
      step('element', '1', '(GC roots)'),
      step('element', '13', '(Global handles)'),
      step('element', '0', 'Array'),
    ];
    expect(pathText(path)).toBe('(GC roots) → (Global handles) → [0]: Array');
    expect(pathText([root, step('shortcut', '2', 'global')])).toBe('global');
    expect(pathText([root])).toBe('(root)');
    expect(pathText([])).toBe('no strong path from a root');
  });
});

describe('the name of an object', () => {
  it.each([
    [object('Map'), 'Map'],
    [object('(closure)', 'put'), 'function put'],
    [object('(closure)'), '(closure)'],
    [object('(concatenated string)', 'ab'), '(concatenated string) "ab"'],
    [object('(symbol)', 'iterator'), '(symbol) iterator'],
  ])('%j is %s', (object, name) => {
    expect(objectName(object)).toBe(name);
  });
});

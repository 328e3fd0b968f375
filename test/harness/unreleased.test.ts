import { describe, expect, it } from 'vitest';
import type { FunctionCount, ScriptSource } from '../../src/agent/protocol.ts';
import { unreleasedIn } from '../../src/harness/unreleased.ts';

const TEXT = `const slab = [];
class Handle {
  constructor(at) { slab.push(at); }
  dispose() { slab.pop(); }
}
`;
const SOURCE: ScriptSource = {
  script: '1',
  url: 'file:///app/slab.mjs',
  text: TEXT,
  sourceMap: '',
};
const calledIn = (url: string, text: string, own: string, count: number): FunctionCount => {
  const start = text.indexOf(own);
  return { url, function: '', start, end: start + own.length, count, unreached: [] };
};
const CALLS = [calledIn(SOURCE.url, TEXT, 'constructor(at) { slab.push(at); }', 100)];

const found = (
  sources: readonly ScriptSource[] = [SOURCE],
  calls: readonly FunctionCount[] = CALLS,
  kept: readonly string[] = [],
) => unreleasedIn(sources, calls, 100, new Set(kept));

describe('what was never released', () => {
  it('is told with its places', () => {
    expect(found()).toEqual({
      taken: { function: 'Handle.constructor', file: '/app/slab.mjs', line: 3, column: 3 },
      takenCount: 100,
      release: { function: 'Handle.dispose', file: '/app/slab.mjs', line: 4, column: 3 },
    });
  });

  it('is found in any of the user’s scripts', () => {
    const empty = { ...SOURCE, url: 'file:///app/main.mjs', text: 'export {};' };
    expect(found([empty, SOURCE])?.takenCount).toBe(100);
  });

  it('has the names of a script’s own functions as they are', () => {
    const text = 'function open(a) { }\nfunction close(a) { }';
    const source = { ...SOURCE, text };
    const calls = [calledIn(source.url, text, 'function open(a) { }', 100)];
    expect(found([source], calls)).toMatchObject({
      taken: { function: 'open' },
      release: { function: 'close', line: 2 },
    });
  });

  it('is where a map leads that has one source, if not to a line of it', () => {
    const map = { version: 3, sources: ['slab.ts'], names: [], mappings: ';;;;;;;;;' };
    const sourceMap = `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
    expect(found([{ ...SOURCE, sourceMap }])?.taken).toEqual({
      ...{ function: 'Handle.constructor', file: '/app/slab.ts', line: null, column: null },
    });
  });

  it.each([
    { count: 20, isFound: true },
    { count: 9, isFound: false },
  ])('is found by a thread that did $count of 100 operations: $isFound', ({ count, isFound }) => {
    expect(found([SOURCE], [{ ...CALLS[0]!, count }]) !== null).toBe(isFound);
  });

  it('is not what is taken now and then', () => {
    const other = calledIn(SOURCE.url, TEXT, 'dispose() { slab.pop(); }', 0);
    const operation = { ...other, start: 0, end: TEXT.length, count: 100 };
    expect(found([SOURCE], [operation, { ...CALLS[0]!, count: 20 }])).toBeNull();
  });

  it.each<{ what: string; is: ReturnType<typeof found> }>([
    { what: 'objects of the class are what is kept', is: found([SOURCE], CALLS, ['Handle']) },
    { what: 'nothing ran', is: found([SOURCE], []) },
    { what: 'another script ran', is: found([SOURCE], [{ ...CALLS[0]!, url: 'file:///b.mjs' }]) },
    { what: 'there are no scripts', is: found([]) },
    {
      what: 'the script is Node’s',
      is: found([{ ...SOURCE, url: 'node:net' }], [{ ...CALLS[0]!, url: 'node:net' }]),
    },
  ])('is nothing where $what', ({ is }) => {
    expect(is).toBeNull();
  });
});

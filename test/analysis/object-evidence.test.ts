import { describe, expect, it } from 'vitest';
import { objectEvidence } from '../../src/analysis/object-evidence.ts';
import type { JsHeap, Place } from '../../src/record/schema.ts';
import { jsHeap, objectGrowth, place, steps } from '../helpers/js-heap.ts';
import { sample } from '../helpers/recording.ts';

const inFunction = (name: string, file: string, line: number): Place =>
  place(file, line, { function: name });

const put = inFunction('put', '/app/cache.mjs', 14);
const operation = inFunction('operation', '/app/main.mjs', 3);
const inNode = inFunction('emit', 'node:events', 500);
const inPackage = inFunction('add', '/app/node_modules/lru/index.js', 80);
const native = place('', null, { function: 'set' });

function sites(allocations: JsHeap['allocations'], grownBytes = 1000) {
  const evidence = objectEvidence([jsHeap([objectGrowth()], { allocations, grownBytes })]);
  return evidence!.allocatedAt;
}

describe('the evidence', () => {
  it('is of what grew most, and adds up all that grew', () => {
    const list = objectGrowth({ path: steps('context list: Array'), isArray: true, bytes: 5000 });
    const cache = objectGrowth({ bytes: 3000 });
    const heap = jsHeap([list, cache]);
    expect(objectEvidence([sample(), heap])).toEqual({
      mechanism: 'growing-vec',
      heap,
      held: [list, cache],
      bytes: 8000,
      allocatedAt: [],
    });
  });

  it('is of the last look, where there are several', () => {
    const last = jsHeap([objectGrowth({ bytes: 1 })]);
    expect(objectEvidence([jsHeap(), last, sample()])!.heap).toBe(last);
  });

  it('is unknown where nothing grew', () => {
    expect(objectEvidence([jsHeap([])])).toMatchObject({
      mechanism: 'unknown',
      held: [],
      bytes: 0,
    });
  });

  it('is none where it was not looked into', () => {
    expect(objectEvidence([sample(), { type: 'js-note', elapsedMs: 0, text: 'no' }])).toBeNull();
  });
});

describe('where it was allocated', () => {
  it('is told with its share of the growth, the most first', () => {
    const found = sites([
      { bytes: 100, stack: [operation], isMember: false },
      { bytes: 300, stack: [put, operation], isMember: false },
    ]);
    expect(found).toEqual([
      {
        ...put,
        bytes: 750,
        share: 0.75,
        stack: [
          { ...put, isWasm: false },
          { ...operation, isWasm: false },
        ],
      },
      { ...operation, bytes: 250, share: 0.25, stack: [{ ...operation, isWasm: false }] },
    ]);
  });

  it.each([
    { bytes: 100, first: '/app/cache.mjs' },
    { bytes: 99, first: '/app/main.mjs' },
  ])(
    'is first what hangs on the holder, unless it is little: $bytes of 1000',
    ({ bytes, first }) => {
      const found = sites([
        { bytes: 1000, stack: [inFunction('text', '/app/main.mjs', 3)], isMember: false },
        { bytes, stack: [inFunction('put', '/app/cache.mjs', 4)], isMember: true },
      ]);
      expect(found[0]!.file).toBe(first);
    },
  );

  it('is one place where several stacks lead to it', () => {
    const other = inFunction('other', '/app/main.mjs', 30);
    const found = sites([
      { bytes: 100, stack: [put, operation], isMember: false },
      { bytes: 100, stack: [put, other], isMember: false },
      { bytes: 300, stack: [{ ...put, column: 2 }], isMember: false },
    ]);
    expect(found.map(({ column, share }) => ({ column, share }))).toEqual([
      { column: 2, share: 0.6 },
      { column: 1, share: 0.4 },
    ]);
  });

  it.each<{ what: string; stack: readonly Place[]; is: readonly Place[] }>([
    { what: 'what Node did for it', stack: [native, inNode, put, operation], is: [put, operation] },
    { what: 'what a package did for it', stack: [inPackage, put], is: [put] },
    { what: 'what called the program', stack: [put, inNode, native], is: [put, inNode] },
    {
      what: 'nothing of a package alone',
      stack: [native, inPackage, inNode],
      is: [inPackage, inNode],
    },
  ])('leaves out $what', ({ stack, is }) => {
    const [found] = sites([{ bytes: 1, stack: [...stack], isMember: false }]);
    expect(found!.stack.map(({ function: name }) => name)).toEqual(is.map((at) => at.function));
  });

  it('is no place of Node’s own', () => {
    expect(
      sites([
        { bytes: 9, stack: [inNode], isMember: false },
        { bytes: 9, stack: [native], isMember: false },
        { bytes: 9, stack: [], isMember: false },
      ]),
    ).toEqual([]);
  });

  it('is told of five places at most', () => {
    const many = Array.from({ length: 9 }, (_, line) => ({
      bytes: 10 + line,
      stack: [inFunction('f', '/app/a.mjs', line)],
      isMember: false,
    }));
    expect(sites(many).map(({ line }) => line)).toEqual([8, 7, 6, 5, 4]);
  });

  it('has a function without a name', () => {
    const [found] = sites([{ bytes: 1, stack: [place('/app/a.mjs', 1)], isMember: false }]);
    expect(found).toMatchObject({ function: '(anonymous)', stack: [{ function: '(anonymous)' }] });
  });

  it.each([
    { what: 'the heap shrank', bytes: 10, grownBytes: -5, is: { bytes: 0, share: 1 } },
    { what: 'no bytes were sampled', bytes: 0, grownBytes: 100, is: { bytes: 0, share: 0 } },
  ])('has numbers even where $what', ({ bytes, grownBytes, is }) => {
    expect(sites([{ bytes, stack: [put], isMember: false }], grownBytes)).toMatchObject([is]);
  });
});

import { describe, expect, it } from 'vitest';
import { classifyLost, LOST, LOST_BY_CYCLE, REACHABLE } from '../../src/heap/lost-classes.ts';
import type { ImagedBlock, Word } from '../helpers/heap-image.ts';
import { block, heapImage, heapMarker, to } from '../helpers/heap-image.ts';

/** `Rc` and `Arc`: strong, weak + 1, and what is counted. */
const rc = (name: string, strong: number, weak: number, ...words: Word[]) =>
  block(name, strong, weak + 1, ...words);
const VTABLE = 1500;

function classified(blocks: readonly ImagedBlock[], statics: readonly Word[] = []) {
  const heap = heapMarker().mark(heapImage(blocks, statics).copy)!;
  const { classes, definitely, indirectly } = classifyLost(heap.blocks(), heap.lost);
  const named = Object.fromEntries(blocks.map(({ name }, i) => [name, classes[i]]));
  return { named, definitely: definitely.blocks, indirectly: indirectly.blocks };
}

describe('a cycle of counted blocks', () => {
  it.each([
    { of: 'Rc', blocks: [rc('a', 1, 0, to('b')), rc('b', 1, 0, to('a'))] },
    { of: 'one Rc', blocks: [rc('a', 1, 0, to('a'))] },
    {
      of: 'Rc with a weak handle',
      blocks: [rc('a', 1, 1, to('b'), 0), rc('b', 1, 0, to('a'), to('a'))],
    },
    { of: 'Rc through a box', blocks: [rc('a', 1, 0, to('b')), block('b', 9, to('a'), 7, 7)] },
    {
      of: 'a count in the first word',
      blocks: [block('a', 1, 55, to('b')), block('b', 1, 77, to('a'))],
    },
    {
      of: 'a count behind a type',
      blocks: [block('a', 1234, 1, to('b')), block('b', 1234, 1, to('a'))],
    },
    {
      of: 'shared_ptr, made together',
      blocks: [
        block('a', VTABLE, 0, 0, to('b', 12), to('b')),
        block('b', VTABLE, 0, 0, to('a', 12), to('a')),
      ],
    },
    {
      of: 'shared_ptr, of new',
      blocks: [
        block('a', to('b'), to('B'), 8, 8),
        block('A', VTABLE, 0, 0, to('a')),
        block('b', to('a'), to('A'), 8, 8),
        block('B', VTABLE, 0, 0, to('b')),
      ],
    },
  ])('is one: $of', ({ blocks }) => {
    const { named } = classified(blocks);
    expect(new Set(Object.values(named))).toEqual(new Set([LOST_BY_CYCLE]));
  });

  it('takes along what hangs on it', () => {
    const { named, definitely, indirectly } = classified([
      rc('a', 1, 0, to('b'), to('text')),
      rc('b', 1, 0, to('a')),
      block('text', 0x6f6f, 0x6f6f, 0, 0),
    ]);
    expect(named.text).toBe(LOST_BY_CYCLE);
    expect({ definitely, indirectly }).toEqual({ definitely: 1, indirectly: 2 });
  });

  it.each([
    { others: 6, expected: LOST_BY_CYCLE },
    { others: 7, expected: LOST },
  ])('is one beside $others lost blocks of the same size: $expected', ({ others, expected }) => {
    const { named } = classified([
      rc('a', 1, 0, to('b')),
      rc('b', 1, 0, to('a')),
      ...Array.from({ length: others }, (_, i) => rc(`other ${i}`, 1, 0, 50)),
    ]);
    expect([named.a, named.b]).toEqual([expected, expected]);
  });

  it('is lost with what leads into it, if that is lost by itself', () => {
    const blocks = [rc('a', 2, 0, to('b')), rc('b', 1, 0, to('a')), block('handle', to('a'), 0, 0)];
    expect(classified(blocks).named).toEqual({ a: LOST, b: LOST, handle: LOST });
  });
});

describe('what is lost without counting', () => {
  it.each([
    {
      what: 'a ring',
      blocks: [block('a', to('b'), to('b'), 50), block('b', to('a'), to('a'), 51)],
    },
    {
      what: 'a tree with links to parents',
      blocks: [
        block('root', 0, to('left'), to('right'), 90),
        block('left', to('root'), 0, 0, 91),
        block('right', to('root'), 0, 0, 92),
      ],
    },
    { what: 'a list', blocks: [block('a', to('b'), 5, 0), block('b', 0, 5, 0)] },
    {
      what: 'a circular list of zeros',
      blocks: [block('a', to('b'), 0, 0), block('b', to('a'), 0, 0)],
    },
  ])('is no such cycle: $what', ({ blocks }) => {
    expect(new Set(Object.values(classified(blocks).named))).toEqual(new Set([LOST]));
  });

  it('is definitely lost at its head, and indirectly behind it', () => {
    const { definitely, indirectly } = classified([
      block('head', to('middle'), 0, 0),
      block('middle', to('end', 4), 0, 0),
      block('end', 1, 2, 3),
      block('alone', 4, 5, 6),
    ]);
    expect({ definitely, indirectly }).toEqual({ definitely: 2, indirectly: 2 });
  });

  it('is none of what a root leads to', () => {
    const { named } = classified([rc('a', 1, 0, to('b')), rc('b', 1, 0, to('a'))], [to('a')]);
    expect(named).toEqual({ a: REACHABLE, b: REACHABLE });
  });
});

import { describe, expect, it } from 'vitest';
import { decisiveMemory, memoryFacts } from '../../src/report/memory-facts.ts';
import { checkedLeak, checkedOpen, facts } from '../helpers/checked.ts';

describe('what was seen of each memory', () => {
  it('is its floors, and what the judge made of them', () => {
    const [heap, buffers] = memoryFacts(checkedLeak());
    expect(heap).toMatchObject({
      memory: 'js-heap',
      kind: 'growing',
      shape: 'linear',
      upperBound: null,
      why: null,
      fromOperations: 0,
    });
    expect(heap!.floors).toHaveLength(13);
    expect(heap!.floors.at(-1)).toMatchObject({ operations: 12_000, bytes: 2 ** 22 + 768_000 });
    expect(buffers).toMatchObject({ memory: 'array-buffers', kind: 'flat', upperBound: 0.0013 });
    expect(memoryFacts(checkedOpen())[0]).toMatchObject({ kind: 'undecided', why: 'slowing' });
  });
});

describe('the decisive memory', () => {
  const flat = facts({ kind: 'flat' });
  const wasm = facts({ kind: 'flat', memory: 'wasm' });
  const open = facts({ kind: 'undecided', memory: 'external' });

  it.each([
    { name: 'the one that the verdict names', of: [open, wasm, flat], named: 'js-heap', is: flat },
    { name: 'else the one that is undecided', of: [flat, wasm, open], named: null, is: open },
    { name: 'else the WASM memory', of: [flat, wasm], named: null, is: wasm },
    { name: 'else the first', of: [flat], named: null, is: flat },
  ] as const)('is $name', ({ of, named, is }) => {
    expect(decisiveMemory(of, named)).toBe(is);
  });

  it('is none where nothing was seen', () => {
    expect(decisiveMemory([], null)).toBeUndefined();
  });
});

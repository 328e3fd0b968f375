import { describe, expect, it } from 'vitest';
import { bounded, MangledText, NotMangled } from '../../src/analysis/mangled-text.ts';

describe('a mangled text', () => {
  it('is read from its beginning', () => {
    const text = new MangledText('_12abcEx', 1);
    expect(text.decimal()).toBe(12);
    expect(text.take('b')).toBe(false);
    expect(text.slice(2)).toBe('ab');
    expect(text.match(/[a-z]+/y)).toBe('c');
    expect(text.listUntil('x', () => text.next())).toEqual(['E']);
    expect(text.done).toBe(true);
    expect(text.peek()).toBe('');
  });

  it.each([
    ['a character', (text: MangledText) => text.next()],
    ['a number', (text: MangledText) => text.decimal()],
    ['a part', (text: MangledText) => text.slice(1)],
    ['what is expected', (text: MangledText) => text.expect('E')],
    ['the end of a list', (text: MangledText) => text.listUntil('E', () => text.next())],
  ])('is refused where it ends before %s', (_, read) => {
    expect(() => read(new MangledText('', 0))).toThrow(NotMangled);
  });

  it('is nested 200 deep, and no deeper', () => {
    const text = new MangledText('', 0);
    const nest = (depth: number): number =>
      text.nested(() => (depth === 1 ? 1 : 1 + nest(depth - 1)));
    expect(nest(200)).toBe(200);
    expect(() => nest(201)).toThrow(NotMangled);
  });

  it('is refused after 20,000 steps', () => {
    const text = new MangledText('', 0);
    for (let step = 0; step < 20_000; step++) text.nested(() => null);
    expect(() => text.nested(() => null)).toThrow(NotMangled);
  });

  it('comes to 16,384 characters, and no more', () => {
    expect(bounded('a'.repeat(16_384))).toHaveLength(16_384);
    expect(() => bounded('a'.repeat(16_385))).toThrow(NotMangled);
  });
});

import { expect, test } from 'vitest';
import { idSet } from '../../src/heap/id-set.ts';

test('numbers from 0 to the largest are found, and no others', () => {
  const ids = [0, 1, 31, 32, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1];
  const set = idSet(Uint32Array.from(ids));
  for (const id of ids) expect(set.has(id), String(id)).toBe(true);
  for (const id of [2, 30, 33, 65_534, 131_072, 2 ** 31 + 1, 2 ** 32 - 2]) {
    expect(set.has(id), String(id)).toBe(false);
  }
});

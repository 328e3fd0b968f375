import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { settle } from '../../src/agent/settle.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Drops objects, some of each registry; returns how many finalizers have run. */
function drop(registries: number, objects: number): () => number {
  let finalized = 0;
  const all = Array.from({ length: registries }, () => new FinalizationRegistry(() => finalized++));
  for (let i = 0; i < objects; i++) for (const one of all) one.register({}, i);
  return () => {
    // The registries must not be dropped themselves.
    expect(all).toHaveLength(registries);
    return finalized;
  };
}

describe('settling', () => {
  it.each([1, 12, 60])('lets the finalizers of %i registries run', async (registries) => {
    const finalized = drop(registries, 100);
    await settle(collect);
    expect(finalized()).toBe(100 * registries);
  });
});

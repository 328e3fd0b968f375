import { describe, expect, it } from 'vitest';
import { untilRejected } from '../../src/load/until-rejected.ts';
import { collectGarbage } from '../helpers/collect-garbage.ts';

function lastingOne() {
  let end: (reason: Error) => void = () => {};
  const lasting = new Promise<never>((_, reject) => {
    end = reject;
  });
  return { orEnded: untilRejected(lasting), end: () => end(new Error('ended')) };
}

const never = (): Promise<never> => new Promise(() => {});

describe('a promise that is awaited no longer than another lasts', () => {
  it('settles as it would by itself', async () => {
    const { orEnded } = lastingOne();
    expect(await orEnded(Promise.resolve(1))).toBe(1);
    await expect(orEnded(Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('rejects with the other, before and after that has', async () => {
    const { orEnded, end } = lastingOne();
    const waiting = [orEnded(never()), orEnded(never())];
    end();
    for (const one of waiting) await expect(one).rejects.toThrow('ended');
    await expect(orEnded(never())).rejects.toThrow('ended');
    expect(await orEnded(Promise.resolve(2))).toBe(2);
  });

  it('leaves nothing behind when it has settled', async () => {
    const { orEnded, end } = lastingOne();
    const values: WeakRef<object>[] = [];
    for (let i = 0; i < 100; i++) {
      const value = { i };
      values.push(new WeakRef(value));
      await orEnded(Promise.resolve(value));
    }
    await collectGarbage();
    // The last one may still be on the stack.
    expect(values.filter((value) => value.deref() !== undefined).length).toBeLessThan(3);
    // It has lasted until now.
    end();
    await expect(orEnded(never())).rejects.toThrow('ended');
  });
});

import { describe, expect, test } from 'vitest';
import { measureFixture } from '../helpers/measure-fixture.ts';

describe('a module with WASM memories of its own', () => {
  test.each([
    ['wasm-forgets.mjs', 'as the same module does that is measured bare'],
    ['wasm-forgets-late.mjs', 'from operation 1000 on, at which it makes its first memory'],
  ])('%s leaks 96 bytes an operation: %s', async (name) => {
    const { judgement } = await measureFixture(name);
    expect(judgement).toMatchObject({ verdict: 'leak', memory: 'wasm' });
    expect(judgement.growth?.bytesPerOperation).toEqual({
      estimate: expect.closeTo(96, 1),
      low: expect.closeTo(96, 1),
      high: expect.closeTo(96, 1),
    });
  });

  test.each([
    ['wasm-grows.mjs', 'a memory that it made', 65_536 / 20],
    ['wasm-grows-shared.mjs', 'a memory that threads may share', 65_536 / 20],
    ['wasm-grows-imported.mjs', 'a memory that it gave to a module', 65_536 / 20],
    // Its allocator has nothing live in them.
    ['wasm-keeps-instances.mjs', 'one instance more by ten operations', (2 * 65_536) / 10],
  ])('%s leaks pages: of %s', async (name, _of, bytesPerOperation) => {
    const { judgement, entries } = await measureFixture(name, { limitBytes: 2 ** 30 });
    expect(judgement).toMatchObject({ verdict: 'leak', memory: 'wasm' });
    const { estimate } = judgement.growth!.bytesPerOperation;
    expect(estimate / bytesPerOperation).toBeCloseTo(1, 1);
    // Not counted twice, and what is shared not taken off.
    const external = entries.flatMap((entry) =>
      entry.type === 'sample' ? [entry.externalBytes] : [],
    );
    expect(Math.max(...external) - Math.min(...external)).toBeLessThan(65_536);
    expect(Math.min(...external)).toBeGreaterThan(0);
  });

  test('is held to the limit of the run', async () => {
    const { outcome, entries } = await measureFixture('wasm-grows.mjs', {
      limitBytes: 16 * 2 ** 20,
      untilOom: true,
    });
    expect(outcome.end).toBe('out-of-memory');
    expect(entries).toContainEqual(
      expect.objectContaining({
        event: 'out-of-memory',
        memory: 'wasm',
        message: 'the wasm memory passed the limit of 16 MiB',
      }),
    );
  });

  test('that drops its instances is clean, and none of them stays', async () => {
    const { judgement, entries } = await measureFixture('wasm-drops-instances.mjs', {
      budgetMs: 40_000,
    });
    expect(judgement.verdict).toBe('clean');
    const counts = entries.flatMap((entry) =>
      entry.type === 'sample' ? [entry.wasmMemories ?? 0] : [],
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
  });

  test('that makes large ones is not over its limit by what it dropped', async () => {
    const { outcome, entries } = await measureFixture('wasm-churns.mjs', { budgetMs: 4000 });
    expect(outcome.end).not.toBe('out-of-memory');
    const pages = entries.flatMap((entry) =>
      entry.type === 'raw' ? [entry.wasmPagesBytes ?? 0] : [],
    );
    expect(Math.max(...pages)).toBeGreaterThan(0);
  });

  test.each([
    ['wasm-panics.mjs', /^RuntimeError: operation 3: panicked at .*: no operation 3$/],
    ['wasm-survives-a-panic.mjs', /^TypeError: operation 3: something else$/],
  ])(
    '%s is failed with the message of the panic only where that ended it',
    async (name, reason) => {
      const { judgement } = await measureFixture(name);
      expect(judgement.verdict).toBe('failed');
      expect(judgement.reason).toMatch(reason);
    },
  );
});

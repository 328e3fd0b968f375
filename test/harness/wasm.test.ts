import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import type { Settings } from '../../src/record/schema.ts';
import { measureTarget } from '../helpers/measure-fixture.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const TRAPS = join(packageRoot(), 'test', 'fixtures', 'traps', 'traps.wasm');

const measureCall = (call: string, settings: Partial<Settings> = {}, path = TRAPS) =>
  measureTarget(
    {
      subject: { name: 'traps', kind: 'wasm', path, implementation: 'wasm', variant: null },
      source: { kind: 'wasm', path, call },
      expected: null,
    },
    settings,
  );

describe('a WASM module', () => {
  test('that panics is failed with the message of the panic, not with "unreachable"', async () => {
    const { judgement, outcome } = await measureCall('panics($i)');
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toMatch(/^RuntimeError: operation 3: panicked at .*: no operation 3$/);
    // The stack still shows where it trapped.
    expect(outcome.error?.stack).toContain('wasm');
  });

  test('that runs out of memory is a leak, with what its allocator said', async () => {
    const { judgement, outcome, entries } = await measureCall('exhausts($i)');
    expect(outcome.end).toBe('out-of-memory');
    expect(entries).toContainEqual(
      expect.objectContaining({
        event: 'out-of-memory',
        memory: 'wasm',
        message: expect.stringMatching(
          /^memory allocation of 1048576 bytes failed \(\d+ bytes live/,
        ),
      }),
    );
    // Three calls fit into its 4 MiB: too few floors for any verdict but this.
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toContain('it ran out of memory before growth could be measured');
  });

  test('is held to the limit of the run', async () => {
    const path = join(packageRoot(), 'scenarios', 'box-leak', 'box-leak.wasm');
    const { judgement, entries } = await measureCall(
      'leaky($i)',
      { limitBytes: 16 * 2 ** 20, untilOom: true },
      path,
    );
    const pages = entries.flatMap((entry) =>
      entry.type === 'sample' ? [entry.wasmPagesBytes ?? 0] : [],
    );
    expect(Math.max(...pages)).toBeLessThanOrEqual(16 * 2 ** 20);
    expect(judgement).toMatchObject({ verdict: 'leak', memory: 'wasm' });
    expect(judgement.growth?.bytesPerOperation).toEqual({
      estimate: 128,
      low: expect.closeTo(128, 2),
      high: expect.closeTo(128, 2),
    });
  });

  test('is sampled with pages, live bytes, blocks, and its drop ledger', async () => {
    const path = join(packageRoot(), 'scenarios', 'cycle', 'cycle.wasm');
    const { entries } = await measureCall('fixed($i)', {}, path);
    const last = entries.findLast((entry) => entry.type === 'sample')!;
    expect(last.wasmPagesBytes).toBeGreaterThan(0);
    expect(last.wasmLiveBytes).toBeGreaterThanOrEqual(0);
    expect(last.wasmLiveBlocks).toBe(0);
    expect(last.dropLedger?.constructed).toBe(2 * last.operations);
    expect(last.dropLedger?.dropped).toBe(2 * last.operations);
  });

  test.each([
    ['garbage', Buffer.from('this is no module'), 'is no valid WebAssembly module'],
    [
      'torn',
      Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 5, 40, 1]),
      'is no valid WebAssembly module',
    ],
    ['empty', Buffer.alloc(0), 'is no valid WebAssembly module'],
    // (module (import "env" "log" (func)))
    [
      'importing',
      Buffer.from([
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 11, 1, 3, 101, 110, 118, 3, 108, 111,
        103, 0, 0,
      ]),
      'imports env.log (function)',
    ],
    // (module)
    ['without exports', Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), 'exports no function step'],
  ])('that is %s is failed with a clear error', async (name, bytes, message) => {
    const path = join(temporaryFolder(), `${name}.wasm`);
    writeFileSync(path, bytes);
    const { judgement } = await measureCall('step($i)', {}, path);
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toContain(message);
  });
});

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wasmEvidence } from '../../src/analysis/wasm-evidence.ts';
import { operationsToRecord } from '../../src/harness/explain-wasm.ts';
import type { Measurement, Target } from '../../src/harness/measure.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { Sample, Settings } from '../../src/record/schema.ts';
import { measureTarget, SECOND_RUNS } from '../helpers/measure-fixture.ts';
import { SETTINGS, sample } from '../helpers/recording.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { wasmFile } from '../wasm-corpus/programs.ts';

const MIB = 2 ** 20;

/** A floor at 1000 operations, and one so much later; each operation leaves so much. */
function floors({
  operations = 10_000,
  batchMs = 10,
  live = 0,
  pages = 0,
  blocks = 0,
  thread = 1,
}: {
  operations?: number;
  batchMs?: number;
  live?: number;
  pages?: number;
  blocks?: number;
  thread?: number;
} = {}): Sample[] {
  const at = (done: number, ms: number): Sample =>
    sample({
      thread,
      operations: 1000 + done,
      batchMs: ms,
      wasmPagesBytes: 65_536 + Math.round(pages * done),
      wasmLiveBytes: 1000 + Math.round(live * done),
      wasmLiveBlocks: 10 + Math.round(blocks * done),
    });
  return [at(0, 0), at(operations, batchMs)];
}

const toRecord = (samples: readonly Sample[], over: Partial<Settings> = {}) =>
  operationsToRecord(samples, { ...SETTINGS, limitBytes: 4096 * MIB, ...over });

describe('the operations of the second run', () => {
  it.each([
    { why: 'of which a quarter of a second is spent', batchMs: 250, recorded: 10_000 },
    { why: 'in equal parts', batchMs: 1000 / 3, recorded: 7504 },
    { why: 'but no more than help', batchMs: 10, recorded: 65_536 },
    { why: 'but enough to fill what is bounded', batchMs: 5000, recorded: 2048 },
    { why: 'but no more than a quarter of the time that there is', batchMs: 1e5, recorded: 376 },
    { why: 'but one in each part at least', batchMs: 1e8, recorded: 8 },
  ])('are as many as time allows, $why', ({ batchMs, recorded }) => {
    expect(toRecord(floors({ batchMs }))).toBe(recorded);
  });

  it.each([
    { of: 'live bytes', each: { live: 40_960 } },
    { of: 'pages', each: { pages: 40_960 } },
    { of: 'the larger of the two', each: { live: 8, pages: 40_960 } },
  ])('are no more than 80 MiB hold, by $of', ({ each }) => {
    expect(toRecord(floors(each))).toBe(2048);
    const [less, more] = [0.5, 2].map((factor) =>
      Object.fromEntries(Object.entries(each).map(([key, size]) => [key, size * factor])),
    );
    expect(toRecord(floors(less))).toBe(4096);
    expect(toRecord(floors(more))).toBe(1024);
  });

  it('are no more than a third of the limit holds', () => {
    expect(toRecord(floors({ live: 4096 }), { limitBytes: 24 * MIB })).toBe(2048);
    expect(toRecord(floors({ live: 4096 }), { limitBytes: 12 * MIB })).toBe(1024);
    // Of 80 MiB, more than that is needed.
    expect(toRecord(floors({ live: 40_960 }), { limitBytes: 240 * MIB })).toBe(2048);
    expect(toRecord(floors({ live: 40_960 }), { limitBytes: 1000 * MIB })).toBe(2048);
  });

  it('are no more than 400,000 blocks come of', () => {
    expect(toRecord(floors({ blocks: 100 }))).toBe(4000);
    expect(toRecord(floors({ blocks: 1000 }))).toBe(400);
  });

  it.each([
    { blocks: 0, recorded: 2048 },
    { blocks: 0.25, recorded: 2048 },
    { blocks: 0.1, recorded: 5120 },
    // A quarter of the time that there is.
    { blocks: 0.001, recorded: 15_000 },
  ])('are enough for 512 blocks, of $blocks an operation', ({ blocks, recorded }) => {
    // A quarter of a second is 1000 of them.
    expect(toRecord(floors({ operations: 100_000, batchMs: 25_000, blocks }))).toBe(recorded);
  });

  it('are not more than memory allows for the sake of rare blocks', () => {
    expect(toRecord(floors({ batchMs: 5000, blocks: 0.1, live: 81_920 }))).toBe(1024);
  });

  it.each([
    { iterations: 100_000, recorded: 65_536 },
    { iterations: 2000, recorded: 2000 },
    { iterations: 1999, recorded: 1992 },
    { iterations: 8, recorded: 8 },
    // Less than one in each part of the run tells nothing.
    { iterations: 7, recorded: null },
    { iterations: 1, recorded: null },
  ])('are never more than $iterations, where that is the most', ({ iterations, recorded }) => {
    expect(toRecord(floors(), { iterations })).toBe(recorded);
  });

  it('are counted in the thread that ended last, by its own time', () => {
    const other = floors({ thread: 2, operations: 50_000, batchMs: 1, blocks: 1000 });
    const [first, last] = floors({ batchMs: 250 });
    expect(toRecord([first!, ...other, last!])).toBe(10_000);
  });

  it.each([
    { what: 'no floor', samples: [] },
    { what: 'one floor', samples: [sample()] },
    { what: 'no operation between floors', samples: [sample(), sample()] },
    {
      what: 'one floor of a thread',
      samples: [sample({ thread: 1 }), sample({ thread: 2, operations: 9000 })],
    },
  ])('are not known with $what', ({ samples }) => {
    expect(toRecord(samples)).toBeNull();
  });
});

const measured = (
  { source, subject }: Pick<Target, 'source' | 'subject'>,
  settings: Partial<Settings> = {},
  signal = new AbortController().signal,
): Promise<Measurement> => measureTarget({ subject, source, expected: null }, settings, signal);

const subjectOf = (path: string, kind: 'wasm' | 'module'): Target['subject'] => ({
  ...{ name: basename(path), kind, path, variant: null },
  implementation: kind === 'wasm' ? 'wasm' : null,
});

const measureFamily = (family: string, call: string, settings: Partial<Settings> = {}) => {
  const path = wasmFile(family, 'debug');
  const source = { kind: 'wasm', path, call: `${call}($i)` } as const;
  return measured({ subject: subjectOf(path, 'wasm'), source }, settings);
};

const kindsOf = ({ entries }: Measurement) =>
  entries.map(({ type }) => type).filter((type) => type.startsWith('wasm-'));

describe('a second run', () => {
  it.each([
    ['rust-cycles', 'rc_pair', 'cycle', 'cycle', 'new_node'],
    ['c-leaks', 'c_forget', 'forget', 'lost', 'take_block'],
    ['as-incremental', 'as_map', 'leaky-cache', 'held', 'putItem'],
  ])('of %s, %s, shows the mechanism: %s', async (family, call, mechanism, kind, site) => {
    const measurement = await measureFamily(family, call);
    const { judgement, entries } = measurement;
    expect(judgement).toMatchObject({ verdict: 'leak', memory: 'wasm' });
    expect(kindsOf(measurement)).toEqual(['wasm-heap']);
    const evidence = wasmEvidence(entries)!;
    expect(evidence.heap.module).toBe(`${family}.debug.wasm`);
    expect(evidence.held[0]).toMatchObject({ kind });
    expect(evidence.mechanism).toBe(mechanism);
    expect(evidence.allocatedAt[0]?.function).toContain(site);
    // It is the last but the outcome: the floors were taken before.
    expect(entries.slice(-2).map(({ type }) => type)).toEqual(['wasm-heap', 'outcome']);
  });

  it('is not made of what is clean', async () => {
    const measurement = await measureFamily('c-bounded', 'c_window');
    expect(measurement.judgement.verdict).toBe('clean');
    expect(kindsOf(measurement)).toEqual([]);
  });

  it('does no more operations than are allowed', async () => {
    const most = 2999;
    const { entries } = await measureFamily('c-leaks', 'c_forget', { iterations: most });
    const heap = entries.find((entry) => entry.type === 'wasm-heap');
    expect(heap?.operations).toBeGreaterThan(2000);
    expect(heap?.operations).toBeLessThanOrEqual(most);
  });
});

describe('a second run that fails', () => {
  /** A leak of 96 bytes an operation, which does something else in its second process. */
  function fickle({ atSetup = '', atOperation = '' }): Pick<Target, 'source' | 'subject'> {
    const folder = temporaryFolder();
    const path = join(folder, 'fickle.mjs');
    const module = join(packageRoot(), 'scenarios', 'forget', 'forget.wasm');
    writeFileSync(
      path,
      `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
      const marker = ${JSON.stringify(join(folder, 'marker'))};
      const again = existsSync(marker);
      writeFileSync(marker, '');
      export async function setup() {
        if (again) { ${atSetup} }
        const { instance } = await WebAssembly.instantiate(readFileSync(${JSON.stringify(module)}));
        return instance.exports;
      }
      export function operation(exports, index) {
        if (again && index === 100) { ${atOperation} }
        return exports.leaky(index);
      }`,
    );
    const source = { kind: 'module', path, export: null, input: undefined } as const;
    return { subject: subjectOf(path, 'module'), source };
  }

  it.each(SECOND_RUNS)(
    'is a note, and the verdict stands: one that $how',
    async ({ second, why }) => {
      const measurement = await measured(fickle(second));
      const { judgement, outcome, entries } = measurement;
      expect(judgement).toMatchObject({ verdict: 'leak', memory: 'wasm' });
      expect(judgement.growth?.bytesPerOperation.estimate).toBeCloseTo(96, 1);
      expect(outcome).toMatchObject({ end: 'decided', error: null });
      expect(entries.filter(({ type }) => type.startsWith('wasm-'))).toEqual([
        {
          type: 'wasm-note',
          elapsedMs: expect.any(Number),
          module: '',
          text: `the run that was to show who holds what failed: ${why}`,
        },
      ]);
      expect(wasmEvidence(entries)).toBeNull();
    },
  );

  it('is none where nothing else happens: the same subject is looked into', async () => {
    const measurement = await measured(fickle({}));
    expect(measurement.judgement.verdict).toBe('leak');
    expect(kindsOf(measurement)).toEqual(['wasm-heap']);
  });
});

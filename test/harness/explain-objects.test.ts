import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare } from '../../scripts/evaluate-holders/compare.ts';
import { labelledCorpus } from '../../scripts/evaluate-holders/labelled.ts';
import type { Measurement } from '../../src/harness/measure.ts';
import type { Settings } from '../../src/record/schema.ts';
import type { Result } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { measureTarget, moduleTarget, SECOND_RUNS } from '../helpers/measure-fixture.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function measured(
  path: string,
  { input, settings = {} }: { input?: unknown; settings?: Partial<Settings> } = {},
): Promise<Measurement> {
  return measureTarget(moduleTarget(path, input), settings);
}

/** A module of this text, in a folder of its own. */
function moduleOf(text: string, name = 'subject.mjs', folder = temporaryFolder()): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Line of the only place in a text where this stands. */
const lineOf = (text: string, part: string): number => {
  expect(text.split(part)).toHaveLength(2);
  return text.slice(0, text.indexOf(part)).split('\n').length;
};

const kindsOf = ({ entries }: Measurement): string[] =>
  entries.map(({ type }) => type).filter((type) => type.startsWith('js-'));

/** Who holds it, without how much came. */
const heldBy = ({ heldBy: held }: Result): string[] | undefined => held?.[0]?.path.slice(0, -1);

describe('a second run', () => {
  const programs = new Map(labelledCorpus().map((program) => [program.id, program]));
  it.each([
    { what: 'of a module', id: 'map-of-sessions' },
    { what: 'of a CommonJS file', id: 'visits-worker' },
    { what: 'of listeners', id: 'emitter-listeners' },
    { what: 'of timers', id: 'intervals' },
    { what: 'of promises', id: 'pending-promises' },
    { what: 'of array buffers', id: 'array-buffers-256' },
  ])('names mechanism, holder and line: $what', async ({ id }) => {
    const program = programs.get(id)!;
    const measurement = await measured(program.file, { input: program.input });
    expect(kindsOf(measurement)).toEqual(['js-heap']);
    const { questions } = compare({ program, result: resultOf(measurement) });
    expect(Object.entries(questions).filter(([, { right }]) => !right)).toEqual([]);
    // It is the last but the outcome: the floors were taken before.
    expect(measurement.entries.slice(-2).map(({ type }) => type)).toEqual(['js-heap', 'outcome']);
  });

  it('leads to TypeScript, in a folder whose name has characters of addresses and of leaklab’s own', async () => {
    const text = `interface Visit {
  readonly at: number;
}
export const visits: Visit[] = [];

export function operation(index: number): void {
  const visit: Visit = { at: index + 0.5 };
  visits.push(visit);
}
`;
    const path = moduleOf(text, 'visits.mts', join(temporaryFolder(), 'a b#c%20d', 'dist', 'src'));
    const result = resultOf(await measured(path));
    expect(result).toMatchObject({ verdict: 'leak', mechanism: 'growing-vec' });
    expect(heldBy(result)).toEqual(['module visits.mts', 'visits: Array']);
    expect(result.allocatedAt?.[0]).toMatchObject({
      function: 'operation',
      file: path,
      line: lineOf(text, '{ at: index'),
    });
  });

  it('shows what a state of setup holds, without leaklab’s own', async () => {
    const text = `class Store { rows = []; }
export const setup = () => new Store();
export function operation(store, index) {
  store.rows.push({ index });
}
`;
    const result = resultOf(await measured(moduleOf(text)));
    expect(heldBy(result)?.slice(-1)).toEqual(['rows: Array']);
    expect(JSON.stringify(result.heldBy)).not.toContain('leaklab/dist');
  });

  it('looks into a subject that uses the inspector itself', async () => {
    const text = `import { Session } from 'node:inspector';
const session = new Session();
session.connect();
session.post('Debugger.enable');
session.post('HeapProfiler.enable');
session.post('Runtime.enable');
const seen = [];
export function operation(index) {
  seen.push({ index });
}
`;
    const result = resultOf(await measured(moduleOf(text)));
    expect(result).toMatchObject({ verdict: 'leak', mechanism: 'growing-vec', notes: [] });
    expect(heldBy(result)?.at(-1)).toBe('seen: Array');
    expect(result.allocatedAt?.[0]).toMatchObject({ line: lineOf(text, '{ index }') });
  });
});

describe('a second run that fails', () => {
  /** A leak of an object an operation, which does something else in its second process. */
  function fickle({ atSetup = '', atOperation = '', at = 100 }): string {
    const folder = temporaryFolder();
    return moduleOf(
      `import { existsSync, writeFileSync } from 'node:fs';
const marker = ${JSON.stringify(join(folder, 'marker'))};
const again = existsSync(marker);
writeFileSync(marker, '');
const seen = [];
export function setup() {
  if (again) { ${atSetup} }
}
export function operation(state, index) {
  if (again && index === ${at}) { ${atOperation} }
  seen.push({ index });
}
`,
      'fickle.mjs',
      folder,
    );
  }

  it.each(SECOND_RUNS)(
    'is a note, and the verdict stands: one that $how',
    async ({ second, why }) => {
      const measurement = await measured(fickle(second));
      const { judgement, outcome, entries } = measurement;
      expect(judgement).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
      expect(outcome).toMatchObject({ end: 'decided', error: null });
      expect(entries.filter(({ type }) => type.startsWith('js-'))).toEqual([
        {
          type: 'js-note',
          elapsedMs: expect.any(Number),
          text: `the run that was to show who holds what failed: ${why}`,
        },
      ]);
      expect(resultOf(measurement)).toMatchObject({ mechanism: 'unknown', heldBy: null });
    },
  );

  it('does not, where it only has no more operations than are allowed', async () => {
    const iterations = 5000;
    const path = fickle({ atOperation: "throw new Error('one too many');", at: iterations });
    const measurement = await measured(path, { settings: { iterations } });
    expect(measurement.judgement.verdict).toBe('leak');
    expect(kindsOf(measurement)).toEqual(['js-heap']);
  });
});

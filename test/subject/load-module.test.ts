import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSubject } from '../../src/subject/load.ts';
import type { LoadedSubject } from '../../src/subject/loaded.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Given {
  readonly export?: string;
  readonly input?: unknown;
  readonly file?: string;
}

function load(code: string, { export: name, input, file = 'subject.mjs' }: Given = {}) {
  const path = join(temporaryFolder(), file);
  writeFileSync(path, code);
  const source = { kind: 'module', path, export: name ?? null, input } as const;
  return loadSubject(source, { limitBytes: 1 });
}

async function subjectOf(code: string, given?: Given): Promise<LoadedSubject> {
  const loaded = await load(code, given);
  if (!loaded.ok) throw loaded.thrown;
  return loaded.subject;
}

/** An operation that gives back what it was called with. */
const ECHO = '(...args) => args';

describe('a module', () => {
  it.each([
    { name: 'by name', code: `export const operation = ${ECHO};` },
    { name: 'as the default export', code: `export default ${ECHO};` },
    { name: 'on the default export', code: `export default { operation: ${ECHO} };` },
    {
      name: 'on a default export that is a function itself',
      code: `export default Object.assign(() => 'wrong', { operation: ${ECHO} });`,
    },
    {
      name: 'by name rather than as the default',
      code: `export default () => 'wrong'; export const operation = ${ECHO};`,
    },
    { name: 'in CommonJS', code: `module.exports = { operation: ${ECHO} };`, file: 'subject.cjs' },
    {
      name: 'as the whole of a CommonJS module',
      code: `module.exports = ${ECHO};`,
      file: 'subject.cjs',
    },
  ])('may export its operation $name', async ({ code, file }) => {
    const { operation, linearMemory } = await subjectOf(code, file === undefined ? {} : { file });
    expect(operation(7)).toEqual([7, 7]);
    expect(linearMemory?.read()).toBeNull();
  });

  it.each([
    { export: 'other', code: `export const other = ${ECHO}; export const operation = null;` },
    { export: 'other', code: `export default { other: ${ECHO} };` },
    { export: 'default', code: `export default ${ECHO}; export const operation = () => 0;` },
  ])('may have another export named as its operation: $export', async ({ code, ...given }) => {
    const { operation } = await subjectOf(code, given);
    expect(operation(3)).toEqual([3, 3]);
  });

  it('is set up once, and its operation gets the state and the index', async () => {
    const { operation, teardown } = await subjectOf(`
      let calls = 0;
      export const setup = async () => ({ calls: ++calls, ended: 0 });
      export const operation = (state, index) => [state, index];
      export const teardown = (state) => { state.ended++; };
    `);
    const [state] = operation(4) as [object];
    expect(operation(5)).toEqual([{ calls: 1, ended: 0 }, 5]);
    expect((operation(6) as [object])[0]).toBe(state);
    teardown();
    expect(state).toEqual({ calls: 1, ended: 1 });
  });

  it('gets a state of nothing where setup returns nothing', async () => {
    const { operation } = await subjectOf(
      `export const setup = () => {}; export const operation = ${ECHO};`,
    );
    expect(operation(4)).toEqual([undefined, 4]);
  });

  it('may give a promise, and throw', async () => {
    const { operation } = await subjectOf(`export const operation = async (i) => i * 2;`);
    await expect(operation(4)).resolves.toBe(8);
    const broken = await subjectOf(`export const operation = () => { throw new Error('no'); };`);
    expect(() => broken.operation(0)).toThrow('no');
  });

  it('is called with the input where that is given', async () => {
    const code = `export const operation = ${ECHO};`;
    const first = async (input: unknown) =>
      ((await subjectOf(code, { input })).operation(9) as unknown[])[0];
    expect(await first({ a: 1, b: [null, 'x'] })).toEqual({ a: 1, b: [null, 'x'] });
    expect(await first(null)).toBeNull();
    expect(await first('$i')).toBe(9);
    expect(await first({ url: '/$i', id: '$i', deep: [{ $i: '$i' }, '$i'] })).toEqual({
      url: '/$i',
      id: 9,
      deep: [{ $i: 9 }, 9],
    });
  });

  it('gets an input of its own with each index', async () => {
    const { operation } = await subjectOf(`export const operation = ${ECHO};`, {
      input: { id: '$i' },
    });
    expect([operation(1), operation(2)]).toEqual([
      [{ id: 1 }, 1],
      [{ id: 2 }, 2],
    ]);
  });

  it('has its state rather than an input', async () => {
    const code = `export const setup = () => 'state'; export const operation = ${ECHO};`;
    expect((await subjectOf(code, { input: 'input' })).operation(1)).toEqual(['state', 1]);
  });
});

describe('a module that is no subject', () => {
  it('is refused with what it exports', async () => {
    const loaded = await load('export const a = 1;');
    expect(loaded).toMatchObject({
      ok: false,
      phase: 'load',
      thrown: { code: 'subject', message: expect.stringContaining('but a: export a function') },
    });
  });

  it('throws while it is loaded', async () => {
    expect(await load('throw new TypeError("at once");')).toMatchObject({
      ok: false,
      phase: 'load',
      thrown: { message: 'at once' },
    });
  });

  it.each(['throw new Error("no database")', 'return Promise.reject(new Error("no database"))'])(
    'throws while it is set up: %s',
    async (body) => {
      const code = `export const operation = () => {}; export function setup() { ${body}; }`;
      expect(await load(code)).toMatchObject({
        ok: false,
        phase: 'setup',
        thrown: { message: 'no database' },
      });
    },
  );
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Hooks } from '../../src/load/hooks.ts';
import { startHooks, withAdditions } from '../../src/load/hooks.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const ORIGIN = 'http://127.0.0.1:80';

function file(code: string, name = 'hook.mjs'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, code);
  return path;
}

function hooksOf(setup: string | null, teardown: string | null = null, timeoutMs = 10_000): Hooks {
  const hooks = startHooks({ setup, teardown }, timeoutMs);
  onTestFinished(() => hooks.end());
  return hooks;
}

describe('hooks', () => {
  it('are called with the origin, may be asynchronous, and share a process', async () => {
    const setup = file('export default async ({ origin }) => { globalThis.seen = origin; };');
    const out = join(temporaryFolder(), 'out');
    const teardown = file(
      `import { writeFileSync } from 'node:fs';
       export default () => writeFileSync(${JSON.stringify(out)}, globalThis.seen);`,
    );
    const hooks = hooksOf(setup, teardown);
    expect(await hooks.setup(ORIGIN)).toEqual({});
    expect(await hooks.teardown()).toBeNull();
    expect(readFileSync(out, 'utf8')).toBe(ORIGIN);
  });

  it('may be written in TypeScript, or as CommonJS', async () => {
    const typed = file(
      'enum Kind { A = "a" } export default (_: { origin: string }) => ({ headers: { kind: Kind.A } });',
      'hook.ts',
    );
    expect(await hooksOf(typed).setup(ORIGIN)).toEqual({ headers: { kind: 'a' } });
    const common = file('module.exports = () => ({ body: { a: 1 } });', 'hook.cjs');
    expect(await hooksOf(common).setup(ORIGIN)).toEqual({ body: '{"a":1}' });
  });

  it.each([
    {
      code: 'export default () => { throw new RangeError("no database"); }',
      says: 'RangeError: no database',
    },
    {
      code: 'export const setup = 1;',
      says: 'its default export must be a function; it exports setup',
    },
    { code: 'export default () => "token"', says: 'it returned "token"' },
    {
      code: 'export default () => ({ headers: { a: 1 } })',
      says: 'Expected nothing, or { headers, body }',
    },
    {
      code: 'export default () => ({ header: {} })',
      says: 'Expected nothing, or { headers, body }',
    },
    { code: 'export default () => process.exit(3)', says: 'it ended its process' },
    { code: 'import "./no.mjs"; export default () => {};', says: 'Cannot find module' },
    { code: 'export default () => { for (;;); }', says: 'no answer for 0.7 s' },
    { code: 'export default () => new Promise(() => {})', says: 'no answer for 0.7 s' },
  ])('that fail say why: $code', async ({ code, says }) => {
    const path = file(code);
    const timeoutMs = says.startsWith('no answer') ? 700 : 10_000;
    await expect(hooksOf(path, null, timeoutMs).setup(ORIGIN)).rejects.toThrow(
      `--setup ${path} failed: `,
    );
    await expect(hooksOf(path, null, timeoutMs).setup(ORIGIN)).rejects.toThrow(says);
  });

  it('tear down to the end, though the setup has not ended yet', async () => {
    const out = join(temporaryFolder(), 'out');
    const slowly = (word: string, ms: number): string =>
      `import { appendFileSync } from 'node:fs';
       import { setTimeout as later } from 'node:timers/promises';
       export default async () => { await later(${ms}); appendFileSync(${JSON.stringify(out)}, '${word} '); };`;
    const hooks = hooksOf(
      file(slowly('prepared', 100), 'setup.mjs'),
      file(slowly('removed', 400), 'teardown.mjs'),
    );
    const setup = hooks.setup(ORIGIN);
    expect(await hooks.teardown()).toBeNull();
    expect(readFileSync(out, 'utf8')).toBe('prepared removed ');
    expect(await setup).toEqual({});
  });

  it('tear down where a setup was begun, though it failed, and once', async () => {
    const failing = file('export default () => { throw new Error("half done"); }');
    const teardown = file(
      "let calls = 0; export default () => { throw new Error('call ' + ++calls); }",
    );
    const hooks = hooksOf(failing, teardown);
    expect(await hooks.teardown()).toBeNull();
    await expect(hooks.setup(ORIGIN)).rejects.toThrow('half done');
    expect(await hooks.teardown()).toBe(`--teardown ${teardown} failed: Error: call 1`);
    expect(await hooks.teardown()).toBeNull();
  });
});

it('what a setup returns comes over the headers, whatever their case, and in place of the body', () => {
  const plain = { varied: false, connections: 1, pipelining: 1, rate: null };
  const request = { path: '/', method: 'POST', headers: { Cookie: 'a', accept: 'b' }, body: 'c' };
  const load = { ...plain, requests: [request] };
  expect(withAdditions(load, {})).toEqual(load);
  expect(withAdditions(load, { headers: { cookie: 'd' }, body: 'e' }).requests).toEqual([
    { ...request, headers: { accept: 'b', cookie: 'd' }, body: 'e' },
  ]);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { loadSubject } from '../../src/subject/load.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { wasmModule } from '../helpers/wasm.ts';

const PAGE = 65_536;

function load(bytes: Uint8Array, call = 'add($i, 1)', limitBytes = 16 * PAGE) {
  const path = join(temporaryFolder(), 'subject.wasm');
  writeFileSync(path, bytes);
  return loadSubject({ kind: 'wasm', path, call }, { limitBytes });
}

async function refusal(bytes: Uint8Array, call?: string): Promise<LeaklabError> {
  const loaded = await load(bytes, call);
  if (loaded.ok || !(loaded.thrown instanceof LeaklabError)) throw new Error('it was not refused');
  expect(loaded.phase).toBe('load');
  return loaded.thrown;
}

describe('a WASM file', () => {
  it('is a subject whose operation is the call', async () => {
    const loaded = await load(wasmModule());
    if (!loaded.ok) throw loaded.thrown;
    expect(loaded.subject.operation(41)).toBe(42);
    expect(loaded.subject.linearMemory?.read()?.pagesBytes).toBe(PAGE);
    expect(loaded.subject.teardown()).toBeUndefined();
  });

  it('has its memory limited to whole pages', async () => {
    const loaded = await load(wasmModule(), 'grow(1)', 3 * PAGE + 5);
    if (!loaded.ok) throw loaded.thrown;
    const { operation, linearMemory } = loaded.subject;
    expect([operation(0), operation(1)]).toEqual([1, 2]);
    expect(linearMemory!.isFull()).toBe(true);
    expect(operation(2)).toBe(-1);
  });

  it('without a memory is measured all the same', async () => {
    const loaded = await load(wasmModule({ memories: [] }));
    expect(loaded).toMatchObject({ ok: true, subject: { linearMemory: null } });
  });

  it('that imports something is refused, with what it imports and what to do', async () => {
    const { code, message } = await refusal(wasmModule({ imports: ['log', 'now'] }));
    expect(code).toBe('subject');
    expect(message).toMatch(/imports env\.log \(function\), env\.now \(function\), which/);
    expect(message).toMatch(/Write a module subject that instantiates it with its imports\.$/);
  });

  it('that imports much is refused with some of it', async () => {
    const { message } = await refusal(wasmModule({ imports: ['a', 'b', 'c', 'd', 'e', 'f'] }));
    expect(message).toContain('env.e (function), …, which');
    expect(message).not.toContain('env.f');
  });

  it.each([
    { name: 'cut off', bytes: wasmModule().slice(0, 40) },
    { name: 'empty', bytes: new Uint8Array(0) },
    { name: 'text', bytes: Buffer.from('(module)') },
  ])('that is $name is refused', async ({ bytes }) => {
    const { code, message } = await refusal(bytes);
    expect(code).toBe('subject');
    expect(message).toMatch(/subject\.wasm is no valid WebAssembly module: .*Build it again\.$/s);
  });

  it('that is not there cannot be loaded', async () => {
    const source = { kind: 'wasm', path: '/nowhere/x.wasm', call: 'f' } as const;
    expect(await loadSubject(source, { limitBytes: PAGE })).toMatchObject({
      ok: false,
      phase: 'load',
      thrown: {
        code: 'subject',
        message: "Can't read /nowhere/x.wasm: there is no such file; build it first.",
      },
    });
  });
});

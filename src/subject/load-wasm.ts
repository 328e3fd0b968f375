import { readFile } from 'node:fs/promises';
import { LeaklabError } from '../errors.ts';
import { limitMemory, PAGE_BYTES } from '../wasm/limit-memory.ts';
import { defaultCall } from './default-call.ts';
import { observeLinearMemory } from './linear-memory.ts';
import type { LoadResult } from './loaded.ts';
import type { SubjectSource } from './source.ts';

type WasmSource = SubjectSource & { kind: 'wasm' };

export async function loadWasm(source: WasmSource, limitBytes: number): Promise<LoadResult> {
  try {
    const original = await read(source.path);
    const capped = limitMemory(original, Math.floor(limitBytes / PAGE_BYTES));
    const module = await compile(capped.bytes, source.path);
    refuseImports(module, source.path);
    const { exports } = await WebAssembly.instantiate(module);
    const operation = parseCall(
      source.call ?? defaultCall(exports, source.path),
      exports,
      source.path,
    );
    return {
      ok: true,
      subject: {
        operation,
        teardown: () => {},
        linearMemory: observeLinearMemory(
          exports,
          capped.maximumPages === null ? null : capped.maximumPages * PAGE_BYTES,
        ),
      },
    };
  } catch (thrown) {
    return { ok: false, phase: 'load', thrown };
  }
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LeaklabError(
      'subject',
      `Can't read ${path}: ${missing ? 'there is no such file; build it first' : (cause as Error).message}.`,
      { cause },
    );
  }
}

async function compile(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new LeaklabError(
      'subject',
      `${path} is no valid WebAssembly module: ${(cause as Error).message}. Build it again.`,
      { cause },
    );
  }
}

function refuseImports(module: WebAssembly.Module, path: string): void {
  const imports = WebAssembly.Module.imports(module);
  if (imports.length === 0) return;
  const names = imports.slice(0, 5).map((item) => `${item.module}.${item.name} (${item.kind})`);
  throw new LeaklabError(
    'subject',
    `${path} imports ${names.join(', ')}${imports.length > 5 ? ', …' : ''}, which a bare module can't be given. Write a module subject that instantiates it with its imports.`,
  );
}

/** `export(1, $i)` as a function of the index. */
export function parseCall(
  call: string,
  exports: WebAssembly.Exports,
  path: string,
): (index: number) => unknown {
  const match = /^\s*([^\s()]+)\s*(?:\(([^()]*)\))?\s*$/.exec(call);
  if (match === null) {
    throw new LeaklabError(
      'usage',
      `Can't read the call ${JSON.stringify(call)}: expected an export and its arguments, as in 'step($i, 10)'.`,
    );
  }
  const [, name = '', list = ''] = match;
  const callee = exports[name];
  if (typeof callee !== 'function') {
    const functions = Object.keys(exports).filter((key) => typeof exports[key] === 'function');
    throw new LeaklabError(
      'subject',
      `${path} exports no function ${name}; it exports ${functions.join(', ') || 'none'}.`,
    );
  }
  const operation = callee as (...args: (number | bigint)[]) => unknown;
  const args = list.trim() === '' ? [] : list.split(',').map((text) => parseArgument(text.trim()));
  const [only] = args;
  // The common case without an array and a spread for each call: those would be garbage of ours.
  if (args.length === 1 && only === INDEX) return (index) => operation(index);
  if (!args.includes(INDEX)) {
    const fixed = args as (number | bigint)[];
    return () => operation(...fixed);
  }
  return (index) => operation(...args.map((arg) => (arg === INDEX ? index : arg)));
}

const INDEX = '$i';

function parseArgument(text: string): number | bigint | typeof INDEX {
  if (text === INDEX) return INDEX;
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new LeaklabError(
    'usage',
    `Can't read the argument ${JSON.stringify(text)} of a call: expected a number, a bigint such as 10n, or $i.`,
  );
}

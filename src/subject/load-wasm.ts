import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LeaklabError } from '../errors.ts';
import { limitMemory, PAGE_BYTES } from '../wasm/limit-memory.ts';
import { defaultCall } from './default-call.ts';
import { createHeapRecording } from './heap-recording.ts';
import { observeLinearMemory } from './linear-memory.ts';
import type { LoadResult } from './loaded.ts';
import { plainFacts } from './module-facts.ts';
import type { SubjectSource } from './source.ts';
import { bindCall, parseCall } from './wasm-call.ts';

type WasmSource = SubjectSource & { kind: 'wasm' };

export async function loadWasm(
  source: WasmSource,
  { limitBytes, recorded = false }: { readonly limitBytes: number; readonly recorded?: boolean },
): Promise<LoadResult> {
  try {
    const original = await read(source.path);
    const capped = limitMemory(original, Math.floor(limitBytes / PAGE_BYTES));
    // An operation's results are dropped: nothing outside holds what it allocates.
    const recording = recorded ? createHeapRecording({ hasOutside: false }) : null;
    const prepared = recording?.prepare(capped.bytes, basename(source.path)) ?? {
      bytes: capped.bytes,
      facts: plainFacts(capped.bytes),
    };
    const module = await compile(prepared.bytes, source.path);
    refuseImports(module, source.path);
    const { exports } = await WebAssembly.instantiate(module);
    const { anchors, recorded: own } = prepared.facts;
    if (own !== null) recording?.addInstance(own, exports, []);
    const call = source.call === null ? defaultCall(exports, source.path) : parseCall(source.call);
    return {
      ok: true,
      subject: {
        operation: bindCall(call, exports, source.path),
        teardown: () => {},
        linearMemory: observeLinearMemory(
          exports,
          capped.maximumPages === null ? null : capped.maximumPages * PAGE_BYTES,
          anchors,
        ),
        heaps: recording?.heaps ?? null,
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

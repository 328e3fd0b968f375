import type { Resolved } from './contract.ts';
import { resolveContract } from './contract.ts';
import { createHeapRecording } from './heap-recording.ts';
import { importModule } from './import-module.ts';
import { inputTemplate } from './input-template.ts';
import { explainLoadError } from './load-error.ts';
import type { LoadResult } from './loaded.ts';
import type { SubjectSource } from './source.ts';
import { watchLinearMemories } from './watch-linear-memories.ts';

type ModuleSource = SubjectSource & { kind: 'module' };

export async function loadModule(
  source: ModuleSource,
  { recorded = false }: { readonly recorded?: boolean } = {},
): Promise<LoadResult> {
  const { path, input } = source;
  const recording = recorded ? createHeapRecording({ hasOutside: true }) : null;
  const linearMemory = watchLinearMemories(WebAssembly, recording);
  let contract: Resolved;
  try {
    contract = resolveContract(await importModule(path), source.export);
  } catch (thrown) {
    return { ok: false, phase: 'load', thrown: await explainLoadError(thrown, path) };
  }
  const { operation, setup, teardown } = contract;
  let state: unknown;
  try {
    state = await setup?.();
  } catch (thrown) {
    return { ok: false, phase: 'setup', thrown };
  }
  const template = input === undefined ? null : inputTemplate(input);
  return {
    ok: true,
    subject: {
      operation:
        setup !== undefined
          ? (index) => operation(state, index)
          : template !== null
            ? (index) => operation(template(index), index)
            : (index) => operation(index, index),
      teardown: () => teardown?.(state),
      linearMemory,
      heaps: recording?.heaps ?? null,
    },
  };
}

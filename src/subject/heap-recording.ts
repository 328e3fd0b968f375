import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import type { HeapWalker } from '../wasm/heap-walk.ts';
import type { Recorder } from '../wasm/recorder.ts';
import { createRecorder } from '../wasm/recorder.ts';
import { EXPORTED, isOurs } from '../wasm/rewrite-module.ts';
import { isCollected, isOfRuntime, rootsOf } from './heap-roots.ts';
import type { ModuleFacts } from './module-facts.ts';
import { NO_FACTS } from './module-facts.ts';
import type { RecordedHeaps, TakenHeap } from './recorded-heaps.ts';
import type { RecordedModule } from './recorded-module.ts';
import { prepareModule } from './recorded-module.ts';
import { createStacks } from './recorded-stacks.ts';
import { walkerOf } from './walkers.ts';

// Taken at once, before a subject's WebAssembly is watched.
const { Module, Memory, validate } = WebAssembly;

/** Rewrites the modules of a subject, and records what their instances allocate. */
export interface HeapRecording {
  /** What is to be compiled in place of a module's bytes. */
  prepare(
    bytes: Uint8Array<ArrayBuffer>,
    fallbackName: string,
  ): { readonly bytes: Uint8Array<ArrayBuffer>; readonly facts: ModuleFacts };
  addInstance(
    module: RecordedModule,
    exports: WebAssembly.Exports,
    given: readonly WebAssembly.Memory[],
  ): void;
  readonly heaps: RecordedHeaps;
}

interface Instance {
  readonly number: number;
  readonly module: RecordedModule;
  readonly memory: WebAssembly.Memory;
  readonly walker: HeapWalker;
  readonly recorder: Recorder;
  readonly globals: readonly { readonly index: number; readonly global: WebAssembly.Global }[];
  readonly samples: { address: number; sequence: number; stack: number }[];
  readonly windowEnds: number[];
  readonly liveByWindow: number[];
  readonly bytesAtFirst: number;
  setupEnd: number;
  sent: boolean;
}

const NO_HEAP =
  'no heap of an allocator that is known was found in its memory: only its pages are judged';

/** More are not looked into: each costs a copy. */
const MOST_INSTANCES = 8;

export function createHeapRecording({ hasOutside }: { hasOutside: boolean }): HeapRecording {
  const record = new Module(readFileSync(join(packageRoot(), 'src', 'wasm', 'record.wasm')));
  const instances: Instance[] = [];
  const notes = new Map<string, string>();
  const stacks = createStacks();

  function addInstance(
    module: RecordedModule,
    exports: WebAssembly.Exports,
    given: readonly WebAssembly.Memory[],
  ): void {
    const memory =
      Object.values(exports).find((item) => item instanceof Memory) ?? given[0] ?? undefined;
    const walker = memory === undefined ? null : walkerOf(memory, module.layout.anchors);
    if (memory === undefined || walker === null) return;
    if (instances.length >= MOST_INSTANCES) {
      notes.set(module.name, `only ${MOST_INSTANCES} of its instances were looked into`);
      return;
    }
    const samples: Instance['samples'] = [];
    const recorder = createRecorder(record, (address, sequence) => {
      samples.push({ address, sequence, stack: stacks.take(module.isAllocating) });
    });
    (exports[EXPORTED.hook] as WebAssembly.Table).set(0, recorder.hook);
    (exports[EXPORTED.on] as WebAssembly.Global).value = 1;
    const number = instances.length;
    instances.push({
      ...{ number, module, memory, walker, recorder, samples },
      globals: module.globals.map((index) => ({
        index,
        global: exports[`${EXPORTED.global}${index}`] as WebAssembly.Global,
      })),
      windowEnds: [],
      liveByWindow: [],
      bytesAtFirst: memory.buffer.byteLength,
      setupEnd: 0,
      sent: false,
    });
  }

  return {
    prepare(bytes, fallbackName) {
      const prepared = prepareModule(bytes, fallbackName);
      if (prepared.module === null) {
        if (prepared.reason !== null) {
          notes.set(prepared.name, `left as it is: ${prepared.reason}`);
        }
        return { bytes, facts: NO_FACTS };
      }
      const { module } = prepared;
      if (!validate(prepared.bytes)) {
        if (validate(bytes)) notes.set(module.name, 'left as it is: it could not be rewritten');
        return { bytes, facts: NO_FACTS };
      }
      return {
        bytes: prepared.bytes,
        facts: { anchors: module.layout.anchors, maximumPages: null, recorded: module },
      };
    },
    addInstance,
    heaps: {
      endSetup() {
        for (const one of instances) one.setupEnd = one.recorder.sequence();
      },
      endWindow() {
        for (const one of instances) {
          one.windowEnds.push(one.recorder.sequence());
          one.liveByWindow.push(one.walker.read()?.liveBytes ?? 0);
        }
      },
      copy: (final) =>
        instances.flatMap((one) => {
          const taken = takeHeap(one, { final, hasOutside, stacks: stacks.all });
          if (taken === null && final && one.memory.buffer.byteLength > one.bytesAtFirst) {
            notes.set(one.module.name, NO_HEAP);
          }
          return taken ?? [];
        }),
      notes: () => [...notes].map(([module, text]) => ({ module, text })),
    },
  };
}

function takeHeap(
  one: Instance,
  { final, hasOutside, stacks }: { final: boolean; hasOutside: boolean; stacks: string[][] },
): TakenHeap | null {
  const { memory, module, recorder, walker } = one;
  const place = walker.place();
  if (place === null) return null;
  const globals = one.globals
    .filter(({ index }) => !isOfRuntime(index, module))
    .map(({ index, global }) => ({ index, value: Number(global.value) }));
  const taken: TakenHeap = {
    instance: one.number,
    module: module.name,
    memory: copyOf(new Uint8Array(memory.buffer)),
    allocator: place.allocator,
    firstHeader: place.first,
    collected: isCollected(place.allocator),
    globals,
    roots: rootsOf(module, globals, place),
    initial: one.sent ? [] : module.initial,
    hasOutside,
    sequences: copyOf(recorder.table()),
    setupEnd: one.setupEnd,
    windowEnds: one.windowEnds,
    liveByWindow: one.liveByWindow,
    samples: final ? one.samples : [],
    stacks: final ? stacks : [],
    names: module.names,
  };
  one.sent = true;
  return taken;
}

function copyOf(data: Uint8Array | Uint32Array): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(data.byteLength);
  new Uint8Array(copy).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return copy;
}

/** The exports as the subject is to see them. */
export function withoutOurs(exports: WebAssembly.Exports): WebAssembly.Exports {
  const own = Object.entries(exports).filter(([name]) => !isOurs(name));
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(own)));
}

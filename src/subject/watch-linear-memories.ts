import { types } from 'node:util';
import type { HeapRecording } from './heap-recording.ts';
import { withoutOurs } from './heap-recording.ts';
import { createLinearMemories } from './linear-memories.ts';
import type { LinearMemory } from './linear-memory.ts';
import type { ModuleFacts } from './module-facts.ts';
import { bytesOf, factsOf, NO_FACTS, plainFacts, rememberFacts } from './module-facts.ts';
import { originOf } from './module-origin.ts';

type Namespace = Pick<
  typeof WebAssembly,
  'Memory' | 'Instance' | 'instantiate' | 'instantiateStreaming'
> &
  Partial<Pick<typeof WebAssembly, 'Module' | 'compile' | 'compileStreaming'>>;
type Async<Made> = (...given: unknown[]) => Promise<Made>;
type Instantiated = WebAssembly.Instance | WebAssembly.InstantiatedSource;

/**
 * Learns of each WASM memory that this realm makes, exports or imports from now on: what makes them
 * is replaced by proxies. A memory that a module has for itself, unexported, can't be seen, unless
 * modules are recorded: then they are rewritten before they are compiled.
 */
export function watchLinearMemories(
  namespace: Namespace = WebAssembly,
  recording: HeapRecording | null = null,
): LinearMemory {
  const memories = createLinearMemories();
  const { Memory, Instance } = namespace;
  const { imports: importsOf } = WebAssembly.Module;
  const { get: exportsOf } = Object.getOwnPropertyDescriptor(Instance.prototype, 'exports')!;

  /** What is to be compiled in place of what is given, and what is known of it. */
  function prepare(source: unknown): { readonly source: unknown; readonly facts: ModuleFacts } {
    const bytes = bytesOf(source);
    if (bytes === null) return { source, facts: NO_FACTS };
    if (recording === null) return { source, facts: plainFacts(bytes) };
    const prepared = recording.prepare(bytes, originOf());
    return {
      source: prepared.bytes === bytes ? source : prepared.bytes,
      facts: prepared.facts,
    };
  }

  function note(module: WebAssembly.Module, instance: WebAssembly.Instance, given: unknown): void {
    const exports: WebAssembly.Exports = Reflect.apply(exportsOf!, instance, []);
    const { anchors, maximumPages, recorded } = factsOf(module) ?? NO_FACTS;
    const wanted = given === undefined ? [] : importsOf(module);
    const imported = wanted
      .filter(({ kind }) => kind === 'memory')
      .map((item) => valueIn(valueIn(given, item.module), item.name))
      .filter((item) => item instanceof Memory);
    memories.addInstance(exports, imported, anchors, maximumPages);
    if (recorded === null) return;
    recording?.addInstance(recorded, exports, imported);
    Object.defineProperty(instance, 'exports', { value: withoutOurs(exports) });
  }

  // The promises that follow are handed on: on a branch, rejections would count as handled.
  const instantiate = {
    apply(target: Async<Instantiated>, self: unknown, given: unknown[]) {
      const { source, facts } = prepare(given[0]);
      return Reflect.apply(target, self, [source, ...given.slice(1)]).then((made) => {
        if (made instanceof Instance) note(given[0] as WebAssembly.Module, made, given[1]);
        else {
          rememberFacts(made.module, facts);
          note(made.module, made.instance, given[1]);
        }
        return made;
      });
    },
  };
  const compile = {
    apply(target: Async<WebAssembly.Module>, self: unknown, given: unknown[]) {
      const { source, facts } = prepare(given[0]);
      return Reflect.apply(target, self, [source, ...given.slice(1)]).then((made) => {
        rememberFacts(made, facts);
        return made;
      });
    },
  };
  // What streams is left to stream, unless it must be rewritten: then it is read whole before.
  const streaming = <Made>(handler: {
    apply(target: Async<Made>, self: unknown, given: unknown[]): Promise<Made>;
  }) =>
    recording === null
      ? handler
      : {
          async apply(target: Async<Made>, self: unknown, given: unknown[]): Promise<Made> {
            const response = await given[0];
            if (!isWasmResponse(response)) return Reflect.apply(target, self, given);
            const { headers } = response;
            const compileAll: Async<Made> = (bytes, ...rest) =>
              Reflect.apply(target, self, [
                new Response(bytes as Uint8Array<ArrayBuffer>, { headers }),
                ...rest,
              ]);
            return handler.apply(compileAll, self, [
              await response.arrayBuffer(),
              ...given.slice(1),
            ]);
          },
        };
  replace(namespace, 'instantiate', instantiate);
  replace(namespace, 'instantiateStreaming', streaming(instantiate));
  replace(namespace, 'compile', compile);
  replace(namespace, 'compileStreaming', streaming(compile));
  replace(namespace, 'Module', {
    construct(target: new (...given: unknown[]) => object, given: unknown[], as: Constructor) {
      const { source, facts } = prepare(given[0]);
      const made = construct(target, [source, ...given.slice(1)], as) as WebAssembly.Module;
      rememberFacts(made, facts);
      return made;
    },
  });
  replace(
    namespace,
    'Memory',
    afterConstructing<WebAssembly.Memory>((memory, [descriptor]) => {
      const maximum = valueIn(descriptor, 'maximum');
      memories.addMade(memory, typeof maximum === 'number' ? maximum : null);
    }),
  );
  replace(
    namespace,
    'Instance',
    afterConstructing<WebAssembly.Instance>((instance, [module, given]) =>
      note(module as WebAssembly.Module, instance, given),
    ),
  );
  return memories;
}

function isWasmResponse(value: unknown): value is Response {
  if (typeof Response !== 'function' || !(value instanceof Response)) return false;
  const type = value.headers.get('content-type');
  return value.ok && !value.bodyUsed && type?.trim().toLowerCase() === 'application/wasm';
}

type Constructor = { prototype: object };

/** With a proxy for new.target V8 makes a hidden class for each object; a subclass has its own. */
function construct<T extends object>(
  target: new (...given: unknown[]) => T,
  given: unknown[],
  as: Constructor,
): T {
  const plain = as.prototype === target.prototype;
  return Reflect.construct(target, given, plain ? target : (as as new () => T));
}

const afterConstructing = <T extends object>(then: (made: T, given: unknown[]) => void) => ({
  construct(target: new () => T, given: unknown[], as: Constructor): T {
    const made = construct(target, given, as);
    then(made, given);
    return made;
  },
});

/** The proxy has the name, the statics and the prototype of what it stands for. */
function replace(namespace: Namespace, name: keyof Namespace, handler: object): void {
  const descriptor = Object.getOwnPropertyDescriptor(namespace, name);
  if (typeof descriptor?.value !== 'function') return;
  const { prototype } = descriptor.value;
  const value = new Proxy(descriptor.value, handler);
  Object.defineProperty(namespace, name, { ...descriptor, value });
  if (prototype === undefined) return;
  const link = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  Object.defineProperty(prototype, 'constructor', { ...link, value });
}

/** Calls nothing of the subject's: neither a getter nor a proxy learns of a second look. */
function valueIn(holder: unknown, key: string): unknown {
  let at = holder;
  while (
    ((typeof at === 'object' && at !== null) || typeof at === 'function') &&
    !types.isProxy(at)
  ) {
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return property.value;
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

import { types } from 'node:util';
import { createLinearMemories } from './linear-memories.ts';
import type { LinearMemory } from './linear-memory.ts';

type Namespace = Pick<
  typeof WebAssembly,
  'Memory' | 'Instance' | 'instantiate' | 'instantiateStreaming'
>;
type Instantiated = WebAssembly.Instance | WebAssembly.InstantiatedSource;

/**
 * Learns of each WASM memory that this realm makes, exports or imports from now on: what makes them
 * is replaced by proxies. A memory that a module has for itself, unexported, can't be seen.
 */
export function watchLinearMemories(namespace: Namespace = WebAssembly): LinearMemory {
  const memories = createLinearMemories();
  const { Memory, Instance } = namespace;
  const { imports: importsOf } = WebAssembly.Module;
  const { get: exportsOf } = Object.getOwnPropertyDescriptor(Instance.prototype, 'exports')!;

  function note(module: WebAssembly.Module, instance: WebAssembly.Instance, given: unknown): void {
    const exports: WebAssembly.Exports = Reflect.apply(exportsOf!, instance, []);
    const wanted = given === undefined ? [] : importsOf(module);
    memories.addInstance(
      exports,
      wanted
        .filter(({ kind }) => kind === 'memory')
        .map((item) => valueIn(valueIn(given, item.module), item.name))
        .filter((item) => item instanceof Memory),
    );
  }

  const instantiate = {
    // The promise that follows is handed on: on a branch, rejections would count as handled.
    apply: (target: () => Promise<Instantiated>, self: unknown, given: unknown[]) =>
      Reflect.apply(target, self, given as []).then((made) => {
        if (made instanceof Instance) note(given[0] as WebAssembly.Module, made, given[1]);
        else note(made.module, made.instance, given[1]);
        return made;
      }),
  };
  replace(namespace, 'instantiate', instantiate);
  replace(namespace, 'instantiateStreaming', instantiate);
  replace(
    namespace,
    'Memory',
    afterConstructing<WebAssembly.Memory>((memory) => memories.addMade(memory)),
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

const afterConstructing = <T extends object>(then: (made: T, given: unknown[]) => void) => ({
  construct(target: new () => T, given: unknown[], as: { prototype: object }): T {
    // With a proxy for new.target V8 makes a hidden class for each object; a subclass has its own.
    const plain = as.prototype === target.prototype;
    const made = Reflect.construct(target, given, plain ? target : (as as new () => T));
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

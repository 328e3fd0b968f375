// Notes each asynchronous resource when it starts, and never when it ends.
import { createHook } from 'node:async_hooks';

const resources = new Map();

export function setup() {
  return createHook({
    init(id, type, trigger) {
      if (type === 'PROMISE') resources.set(id, { type, trigger });
    },
  }).enable();
}

export async function operation(_hook, index) {
  await Promise.resolve(index);
}

export function teardown(hook) {
  hook.disable();
  resources.clear();
}

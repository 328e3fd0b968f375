// Carries a request's id through awaits.
import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage();

async function handle() {
  await null;
  return storage.getStore().id;
}

export default function operation(index) {
  return storage.run({ id: index, path: '/' }, handle);
}

// Opens a resource with a context for each job, and keeps it to run callbacks in.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

const storage = new AsyncLocalStorage();
let last = null;

export default function operation(index) {
  storage.run({ index, trace: [] }, () => {
    last = { previous: last, resource: new AsyncResource('JOB') };
  });
}

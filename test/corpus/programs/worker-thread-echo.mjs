// Asks a worker thread of its own, which setup starts.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const CODE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (message) => parentPort.postMessage({ ...message, done: true }));
`;

export function setup() {
  return new Worker(CODE, { eval: true });
}

export async function operation(worker, index) {
  worker.postMessage({ index, text: 'hello' });
  const [answer] = await once(worker, 'message');
  return answer.done;
}

export async function teardown(worker) {
  await worker.terminate();
}

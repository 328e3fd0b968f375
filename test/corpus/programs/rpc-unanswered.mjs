// Sends calls through a channel whose other end never answers.
import { MessageChannel } from 'node:worker_threads';

export function setup() {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', () => {});
  port1.unref();
  port2.unref();
  return { port: port1, calls: new Map() };
}

export async function operation({ port, calls }, id) {
  new Promise((resolve, reject) => calls.set(id, { resolve, reject }));
  port.postMessage({ id, method: 'add', values: [1, 2] });
  await new Promise((resolve) => setImmediate(resolve));
}

export function teardown({ port }) {
  port.close();
}

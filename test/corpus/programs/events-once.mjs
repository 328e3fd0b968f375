// Waits for an event with `once` from node:events.
import { EventEmitter, once } from 'node:events';

const emitter = new EventEmitter();

export default async function operation(index) {
  const ready = once(emitter, 'ready');
  setImmediate(() => emitter.emit('ready', index));
  const [value] = await ready;
  return value;
}

// Adds a listener to a shared emitter and takes it off again.
import { EventEmitter } from 'node:events';

const emitter = new EventEmitter();

export default function operation(index) {
  let seen = 0;
  const listener = (value) => {
    seen += value;
  };
  emitter.on('data', listener);
  emitter.emit('data', index);
  emitter.off('data', listener);
  return seen;
}

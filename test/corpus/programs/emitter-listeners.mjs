// Each request listens to the configuration's changes, and none ever stops listening.
import { EventEmitter } from 'node:events';

const config = new EventEmitter();
config.setMaxListeners(0);

export default function operation(index) {
  const request = { index, path: '/' };
  config.on('change', () => request.index);
}

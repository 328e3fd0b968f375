// Reconnects each 500 operations and registers its listener, with a new buffer, once more.
import { EventEmitter } from 'node:events';

const socket = new EventEmitter();
socket.setMaxListeners(0);

function connect(attempt) {
  const received = new Array(512).fill(attempt);
  socket.on('data', (value) => {
    received[value % 512] = value;
  });
}

export default function operation(index) {
  if (index % 500 === 0) connect(index / 500);
  return index * 2;
}

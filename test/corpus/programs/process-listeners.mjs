// Listens to the process's warnings for each session.
const listeners = [];

export function setup() {
  process.setMaxListeners(0);
}

export function operation(_state, index) {
  const session = { index };
  const listener = () => session.index;
  process.on('warning', listener);
  listeners.push(listener);
}

export function teardown() {
  // From the newest on: the process looks from that end.
  while (listeners.length > 0) process.off('warning', listeners.pop());
}

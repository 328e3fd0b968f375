// Each request listens to the shutdown's signal; none stops when it is done.
import { setMaxListeners } from 'node:events';

const shutdown = new AbortController();
setMaxListeners(0, shutdown.signal);

export default function operation(index) {
  const request = { index, body: [index, index] };
  shutdown.signal.addEventListener('abort', () => request.body.length);
}

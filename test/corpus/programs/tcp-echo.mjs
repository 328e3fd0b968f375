// Sends a line over one TCP connection and waits for its echo.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export async function setup() {
  const server = createServer((socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  return { server, socket };
}

export async function operation({ socket }, index) {
  socket.write(`line ${index}\n`);
  const [echo] = await once(socket, 'data');
  return echo.length;
}

export async function teardown({ server, socket }) {
  socket.destroy();
  server.close();
  await once(server, 'close');
}

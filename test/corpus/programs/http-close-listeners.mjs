// For each request, a server listens to the close of the connection, which is kept alive.
import { Agent, createServer, get } from 'node:http';

export async function setup() {
  const server = createServer((request, response) => {
    const started = { url: request.url, headers: request.rawHeaders };
    request.socket.setMaxListeners(0);
    request.socket.on('close', () => started.url);
    response.end('ok');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
}

export async function operation({ server, agent }, index) {
  const { port } = server.address();
  const response = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent, path: `/items/${index}` }, resolve).on('error', reject);
  });
  for await (const _chunk of response);
}

export async function teardown({ server, agent }) {
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
}

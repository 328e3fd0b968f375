// Asks a server of its own, over one connection that is kept.
import { Agent, createServer, get } from 'node:http';

export async function setup() {
  const server = createServer((request, response) => response.end(`you asked for ${request.url}`));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
}

export async function operation({ server, agent }, index) {
  const { port } = server.address();
  const response = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent, path: `/items/${index}` }, resolve).on('error', reject);
  });
  let text = '';
  for await (const chunk of response) text += chunk;
  return text.length;
}

export async function teardown({ server, agent }) {
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
}

import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/watch/endpoint.ts';
import { openEndpoint } from '../../src/watch/endpoint.ts';

const open: Endpoint[] = [];
afterEach(() => {
  for (const endpoint of open.splice(0)) endpoint.close();
});

async function opened(port = 0): Promise<Endpoint> {
  const endpoint = await openEndpoint(port, () => 'metric 1\n');
  open.push(endpoint);
  return endpoint;
}

async function ask(
  { port }: Endpoint,
  { path = '/metrics', method = 'GET', host = `127.0.0.1:${port}` } = {},
): Promise<{ status: number | undefined; body: string; type: string | undefined }> {
  const asked = request({ port, host: '127.0.0.1', path, method, headers: { host } }).end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body, type: response.headers['content-type'] };
}

describe('the endpoint for metrics', () => {
  it('answers under the names of this machine alone', async () => {
    const endpoint = await opened();
    const { port } = endpoint;
    for (const host of ['localhost', `localhost:${port}`, '127.0.0.1', `[::1]:${port}`]) {
      expect(await ask(endpoint, { host })).toMatchObject({ status: 200, body: 'metric 1\n' });
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '0.0.0.0',
    ]) {
      expect(await ask(endpoint, { host })).toMatchObject({ status: 403 });
    }
  });

  it('has metrics in text, and nothing else', async () => {
    const endpoint = await opened();
    expect((await ask(endpoint)).type).toContain('version=0.0.4');
    expect(await ask(endpoint, { path: '/' })).toMatchObject({ status: 404 });
    expect(await ask(endpoint, { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await ask(endpoint, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('takes another port where its own is taken', async () => {
    const first = await opened();
    const second = await opened(first.port);
    expect(second.port).not.toBe(first.port);
    expect((await ask(second)).status).toBe(200);
  });
});

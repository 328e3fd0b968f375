import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Driver } from '../../src/load/driver.ts';
import { startDriver } from '../../src/load/driver.ts';
import type { Load, RequestPlan } from '../../src/load/load.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Of the server that was started last. */
let closeConnections = (): void => {};
let openConnections: () => Promise<number> = () => Promise.resolve(0);

/** A server of this process, and what it has seen. */
async function serve(answer: (requests: number) => number | null): Promise<{
  readonly url: string;
  readonly seen: { method: string; path: string; header: unknown; body: string }[];
}> {
  const seen: { method: string; path: string; header: unknown; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      seen.push({
        method: request.method!,
        path: request.url!,
        header: request.headers['x-test'],
        body,
      });
      const status = answer(seen.length);
      if (status === null) request.socket.destroy();
      else if (status > 0) response.writeHead(status).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  closeConnections = () => server.closeAllConnections();
  openConnections = () => promisify(server.getConnections.bind(server))();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

function drive(
  { url, request, ...load }: Partial<Load> & { url: string; request?: Partial<RequestPlan> },
  requests: number,
) {
  const driver: Driver = startDriver();
  open.push(() => driver.end());
  const { origin } = new URL(url);
  const plan = { path: '/', method: 'GET', headers: {}, body: null, ...request };
  const plain = { requests: [plan], varied: false, connections: 5, pipelining: 1, rate: null };
  const options = { timeoutMs: 1000, onProgress() {} };
  return driver.run({ ...plain, origin, ...load }, requests, options);
}

describe('the driver', () => {
  it('sends just as many requests as it is told, and counts the answers', async () => {
    const { url, seen } = await serve(() => 200);
    const result = await drive({ url }, 123);
    expect(result).toMatchObject({ sent: 123, answered: 123, errors: 0, aborted: 0 });
    expect(result.statuses).toEqual({ 200: 123 });
    expect(seen).toHaveLength(123);
  });

  it('sends the method, the headers and the body', async () => {
    const { url, seen } = await serve(() => 201);
    await drive(
      { url, request: { method: 'PUT', headers: { 'x-test': 'yes' }, body: '{"a":1}' } },
      3,
    );
    expect(seen).toEqual(
      Array.from({ length: 3 }, () => ({
        ...{ method: 'PUT', path: '/', header: 'yes', body: '{"a":1}' },
      })),
    );
  });

  it('sends several requests in turn, on each connection', async () => {
    const { url, seen } = await serve(() => 200);
    const plain = { method: 'GET', headers: {}, body: null };
    const requests = [
      { ...plain, path: '/a' },
      { ...plain, path: '/b', method: 'POST', body: 'b' },
      { ...plain, path: '/c' },
    ];
    await drive({ url, requests, connections: 1 }, 7);
    expect(seen.map(({ method, path, body }) => `${method} ${path} ${body}`.trim())).toEqual([
      ...['GET /a', 'POST /b b', 'GET /c'],
      ...['GET /a', 'POST /b b', 'GET /c'],
      'GET /a',
    ]);
  });

  it('sends no request twice where they are to vary', async () => {
    const { url, seen } = await serve(() => 200);
    await drive({ url, varied: true }, 40);
    await drive({ url, varied: true, request: { method: 'POST', body: '{"id": $i}' } }, 40);
    expect(new Set(seen.slice(0, 40).map(({ path }) => path)).size).toBe(40);
    expect(new Set(seen.slice(40).map(({ body }) => body)).size).toBe(40);
  });

  it('opens no more connections than there are requests', async () => {
    const { url } = await serve(() => 200);
    expect(await drive({ url, connections: 50 }, 2)).toMatchObject({ sent: 2, answered: 2 });
  });

  it.each([
    { connections: 5, pipelining: 1, share: 1 / 5 },
    { connections: 5, pipelining: 3, share: 1 / 13 },
    { connections: 1, pipelining: 1, share: 0 },
    {
      connections: 5,
      pipelining: 1,
      share: 1 / 5,
      headers: { 'Content-Length': '0', 'Keep-Alive': 'timeout=9' },
    },
  ])(
    'keeps one of $connections connections open for the next round, with $headers',
    async (given) => {
      const { connections, pipelining, share, headers = {} } = given;
      const requests = new Map<Socket, number>();
      const server = createServer(({ socket }, response) => {
        requests.set(socket, (requests.get(socket) ?? 0) + 1);
        response.end('ok');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      open.push(() => server.close());
      const driver = startDriver();
      open.push(() => driver.end());
      const { port } = server.address() as AddressInfo;
      const plan = { path: '/', method: 'GET', headers, body: null };
      const load = {
        ...{ origin: `http://127.0.0.1:${port}`, requests: [plan], varied: false, rate: null },
        ...{ connections, pipelining },
      };
      const options = { timeoutMs: 1000, onProgress() {} };
      for (let round = 0; round < 3; round++) await driver.run(load, 130, options);
      expect([...requests.values()].reduce((sum, count) => sum + count, 0)).toBe(390);
      const kept = () => [...requests].filter(([socket]) => !socket.destroyed);
      // The others are on their way out.
      while (kept().length > (share === 0 ? 0 : 1)) await turn();
      expect(kept().map(([, count]) => count)).toEqual(share === 0 ? [] : [3 * 130 * share]);
      if (share > 0) expect(requests.size).toBe(3 * (connections - 1) + 1);
    },
  );

  it('loses nothing where the connection that stays open is closed between rounds', async () => {
    const { url, seen } = await serve(() => 200);
    const driver = startDriver();
    open.push(() => driver.end());
    const plan = { path: '/', method: 'GET', headers: {}, body: null };
    const load = {
      ...{ origin: new URL(url).origin, requests: [plan], varied: false, rate: null },
      ...{ connections: 2, pipelining: 1 },
    };
    for (let round = 1; round <= 3; round++) {
      const { answered } = await driver.run(load, 10, { timeoutMs: 1000, onProgress() {} });
      expect(answered).toBe(10);
      expect(seen).toHaveLength(10 * round);
      closeConnections();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('keeps none open where requests ask for the end of theirs', async () => {
    const { url, seen } = await serve(() => 200);
    await drive({ url, request: { headers: { Connection: 'close' } } }, 50);
    expect(seen.length).toBeGreaterThan(0);
    await turn();
    expect(await openConnections()).toBe(0);
  });

  it('leaves out of that connection what cannot be sent over it', async () => {
    const { url, seen } = await serve(() => 200);
    const result = await drive({ url, request: { headers: { 'x-test': 'a€' } } }, 50);
    expect(result).toMatchObject({ sent: seen.length, errors: 0 });
    expect(result.sent).toBe(result.answered + result.aborted);
  });

  it('counts by status', async () => {
    const { url } = await serve((n) => (n % 2 === 0 ? 500 : 200));
    const { statuses, answered } = await drive({ url, connections: 1 }, 10);
    expect({ statuses, answered }).toEqual({ statuses: { 200: 5, 500: 5 }, answered: 10 });
  });

  it.each([
    { name: 'where the server hangs up', answer: (n: number) => (n % 3 === 0 ? null : 200) },
    { name: 'where some are not answered', answer: (n: number) => (n === 7 ? 0 : 200) },
  ])('loses no request $name', async ({ answer }) => {
    const { url } = await serve(answer);
    const { sent, answered, errors, aborted } = await drive({ url }, 60);
    expect(sent).toBe(60);
    expect(answered).toBeLessThan(60);
    expect(answered + errors + aborted).toBe(sent);
  });

  it('loses none with requests in a pipeline', async () => {
    const { url } = await serve(() => 200);
    const { sent, answered, errors, aborted } = await drive({ url, pipelining: 4 }, 100);
    expect(answered + errors + aborted).toBe(sent);
  });

  it('loses none that it is told to cut off', async () => {
    const { url, seen } = await serve((n) => (n > 20 ? 0 : 200));
    const driver = startDriver();
    open.push(() => driver.end());
    const { origin } = new URL(url);
    const request = { path: '/', method: 'GET', headers: {}, body: null };
    const load = { origin, requests: [request], varied: false, connections: 5, pipelining: 2 };
    const running = driver.run({ ...load, rate: null }, 100, {
      timeoutMs: 60_000,
      onProgress() {},
    });
    while (seen.length < 25) await new Promise((resolve) => setTimeout(resolve, 10));
    driver.stop();
    const { sent, answered, errors, aborted } = await running;
    expect(answered + errors + aborted).toBe(sent);
    expect(aborted).toBeGreaterThan(0);
    expect(answered).toBe(20);
  });

  it('says why nothing was answered where nothing listens', async () => {
    const result = await drive({ url: 'http://127.0.0.1:1/' }, 10);
    expect(result).toMatchObject({ answered: 0, reasons: ['ECONNREFUSED'] });
  });

  it('does not send faster than it may', async () => {
    const { url } = await serve(() => 200);
    const { loadMs } = await drive({ url, rate: 100 }, 50);
    expect(loadMs).toBeGreaterThanOrEqual(499);
  });
});

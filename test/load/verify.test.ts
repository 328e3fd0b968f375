import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ended } from '../../src/load/ended.ts';
import type { RequestPlan } from '../../src/load/load.ts';
import { changesIn, refuse, remarksOn, verify } from '../../src/load/verify.ts';

const plan = (path: string, more: Partial<RequestPlan> = {}): RequestPlan => ({
  ...{ path, method: 'GET', headers: {}, body: null },
  ...more,
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const check = (
  origin: string,
  requests: RequestPlan[],
  { varied = false, timeoutMs = 5000, signal = never } = {},
) => verify(origin, { requests, varied }, { timeoutMs, elapsedMs: () => 0, signal });

describe('a request that verifies', () => {
  it('is that of the load, sent to the server alone', async () => {
    const seen: unknown[] = [];
    const origin = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push({ method, url, key: headers.key, body });
        response.end('ok');
      });
    });
    const requests = [
      plan('/a?b', { method: 'PUT', headers: { key: 'c' }, body: 'd' }),
      // As a URL, this would be a path of another host.
      plan('//192.0.2.1/e'),
    ];
    const replies = await check(origin, requests);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(seen).toEqual([
      { method: 'PUT', url: '/a?b', key: 'c', body: 'd' },
      { method: 'GET', url: '//192.0.2.1/e', key: undefined, body: '' },
    ]);
  });

  it('is never the same where requests are to vary', async () => {
    const seen: string[] = [];
    const origin = await serve(({ url }, response) => {
      seen.push(url!);
      response.end();
    });
    await check(origin, [plan('/$i')], { varied: true });
    await check(origin, [plan('/$i')], { varied: true });
    expect(new Set(seen).size).toBe(2);
  });

  it('does not follow a redirect, and tells of it', async () => {
    const origin = await serve((_, response) =>
      response.writeHead(302, { location: '/login' }).end(),
    );
    expect(remarksOn(await check(origin, [plan('/')]))).toEqual([
      'GET / is answered with 302 to /login: redirects are told, and not followed',
    ]);
  });

  it('ends, though the answer does not', async () => {
    const origin = await serve((_, response) => void response.write('<p>first\n event</p>'));
    const [reply] = await check(origin, [plan('/')]);
    expect(reply).toMatchObject({ status: 200, excerpt: 'first event' });
  });

  it('that is not answered ends the measuring', async () => {
    const origin = await serve(() => {});
    const failure = await check(origin, [plan('/')], { timeoutMs: 300 }).catch((thrown) => thrown);
    expect(failure).toBeInstanceOf(Ended);
    expect(failure.ending.error.message).toContain('GET / has no answer after 0.3 s');
  });

  it('is given up when the user interrupts', async () => {
    const origin = await serve(() => {});
    const signal = AbortSignal.timeout(100);
    expect(await check(origin, [plan('/'), plan('/b')], { timeoutMs: 60_000, signal })).toEqual([]);
  });

  it('is left to the load where the connection fails', async () => {
    const origin = await serve(({ socket }) => socket.destroy());
    expect(await check(origin, [plan('/')])).toEqual([]);
  });
});

describe('answers', () => {
  it('that are all errors are refused, with what was said', async () => {
    const origin = await serve((_, response) =>
      response.writeHead(404).end(`<h1>No such page</h1>${' '.repeat(1000)}`),
    );
    const [reply] = await check(origin, [plan('/a')]);
    expect(() => refuse([reply!.status], [plan('/a')], reply!.excerpt)).toThrow(
      /All requests for \/a were answered with 404.*It said: "No such page"/,
    );
    expect(() => refuse([404, 200], [plan('/a'), plan('/b')], '')).not.toThrow();
  });

  it('that differ after the load are told', () => {
    const request = plan('/');
    const reply = { request, location: null, excerpt: 'full' };
    const before = [{ ...reply, status: 200 }];
    expect(changesIn(before, before)).toEqual([]);
    expect(changesIn(before, [{ ...reply, status: 503 }])).toEqual([
      'after the load GET / is answered with 503 ("full"); before it was with 200',
    ]);
    expect(changesIn(before, [])[0]).toContain('is not answered any more');
  });
});

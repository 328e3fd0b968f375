import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createAnyServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Listening } from '../../src/agent/server-protocol.ts';
import { frontPlace } from '../../src/load/front-place.ts';

/** Servers of one program; they count what they are sent together. */
function program() {
  let seen = 0;
  const placeOf = (port: number): Listening => ({
    ...{ type: 'listening', port, address: '127.0.0.1', secure: false, http: true },
  });
  const listen = async (server: ReturnType<typeof createAnyServer>): Promise<Listening> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return placeOf((server.address() as AddressInfo).port);
  };
  return {
    http: (answer: RequestListener) =>
      listen(
        createServer((request, response) => {
          seen++;
          answer(request, response);
        }),
      ),
    silent: () => listen(createAnyServer(() => {})),
    front: (...places: Listening[]) =>
      frontPlace(places, {
        load: {
          requests: [{ path: '/items', method: 'GET', headers: {}, body: null }],
          varied: false,
        },
        requestsSeen: async () => seen,
        elapsedMs: () => 0,
        signal: new AbortController().signal,
      }),
  };
}

const ok: RequestListener = (_, response) => response.end('ok');
const notFound: RequestListener = (_, response) => {
  response.statusCode = 404;
  response.end();
};

it('requests go to the port that knows their path, and not to one for metrics', async () => {
  const { http, front } = program();
  const [metrics, items] = [await http(notFound), await http(ok)];
  expect(await front(metrics, items)).toBe(items);
  expect(await front(items, metrics)).toBe(items);
});

it('requests go to the port that asks the others', async () => {
  const { http, front } = program();
  const backend = await http(ok);
  const facade = await http(async (request, response) => {
    await (await fetch(`http://127.0.0.1:${backend.port}${request.url}`)).text();
    response.end('ok');
  });
  expect(await front(backend, facade)).toBe(facade);
  expect(await front(facade, backend)).toBe(facade);
});

it('requests go to the first of ports that are alike', async () => {
  const { http, front } = program();
  const [one, other] = [await http(ok), await http(ok)];
  expect(await front(one, other)).toBe(one);
  expect(await front(other, one)).toBe(other);
});

it('requests do not go to a port that says nothing, where another one answers', async () => {
  const { http, silent, front } = program();
  const [mute, answering] = [await silent(), await http(ok)];
  expect(await front(mute, answering)).toBe(answering);
  expect(await front(mute)).toBe(mute);
});

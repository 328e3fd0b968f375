import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openAgents } from '../../src/load/agents.ts';
import type { ServerMemory } from '../../src/load/scenario-endpoints.ts';
import { isLocal } from '../../src/load/scenario-endpoints.ts';
import { startPolling } from '../../src/load/scenario-poll.ts';
import type { ScenarioServerOptions } from '../../src/load/scenario-server.ts';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const built = (name: string): string => join(packageRoot(), 'dist', 'src', `${name}.js`);

/** A server whose operations take as long as the text says; returns its origin. */
async function serve(operation: string): Promise<string> {
  const path = join(temporaryFolder(), 'subject.mjs');
  writeFileSync(path, operation);
  const options: ScenarioServerOptions = {
    source: { kind: 'module', path, export: null, input: undefined },
    threads: 2,
    limitBytes: 2 ** 26,
  };
  let listens: (port: number) => void = () => {};
  const port = new Promise<number>((resolve) => {
    listens = resolve;
  });
  const agents = await openAgents({
    ...{ joined() {}, lost() {}, left() {} },
    listens: (_, where) => listens(where.port!),
  });
  const child = spawn(process.execPath, [built('load/scenario-server'), JSON.stringify(options)], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--expose-gc --require "${built('agent/server').replaceAll('\\', '\\\\')}"`,
      LEAKLAB_AGENT: JSON.stringify({ ...agents.rendezvous, flags: [], atOnce: false }),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    agents.close();
  });
  return `http://127.0.0.1:${await port}`;
}

const SLOW = 'export default () => new Promise((resolve) => setTimeout(resolve, 1000));';

describe("a scenario's server", () => {
  it('tells of its threads, its queue and what is in flight', async () => {
    const origin = await serve(SLOW);
    const health = await fetch(`${origin}/health`);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    // Two threads have a task each, of one at a time: the others wait.
    const answers = Array.from({ length: 6 }, () => fetch(origin));
    const poll = startPolling(origin);
    onTestFinished(() => poll.end());
    while ((await poll.queued()) !== 4) await sleep(10);
    const memory = (await (await fetch(`${origin}/memory?now`)).json()) as ServerMemory;
    expect(memory).toMatchObject({ queued: 4, inFlight: 6, operations: 0 });
    expect(memory.threads.map(({ threadId }) => threadId)).toEqual([0, 1, 2]);
    for (const { heapUsedBytes } of memory.threads) expect(heapUsedBytes).toBeGreaterThan(2 ** 20);
    await Promise.all(answers);
    expect(await poll.queued()).toBe(0);
    expect(await (await fetch(`${origin}/memory`)).json()).toMatchObject({
      ...{ queued: 0, inFlight: 0, operations: 6 },
    });
    expect(poll.sent()).toBeGreaterThanOrEqual(2);
  });

  it('does not tell who asks for it by the name of another', async () => {
    const origin = await serve('export default () => {};');
    const status = (host: string, path: string): Promise<number> =>
      new Promise((resolve, reject) => {
        request(`${origin}${path}`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on('error', reject)
          .end();
      });
    expect(await status('evil.example', '/memory')).toBe(403);
    expect(await status('evil.example:80', '/health')).toBe(403);
    expect(await status('127.0.0.1.evil.example', '/memory')).toBe(403);
    expect(await status('localhost:1', '/memory')).toBe(200);
  });
});

it.each([
  { remoteAddress: '127.0.0.1', host: '127.0.0.1:80', local: true },
  { remoteAddress: '::1', host: '[::1]:80', local: true },
  { remoteAddress: '::ffff:127.0.0.1', host: 'LOCALHOST', local: true },
  { remoteAddress: '192.0.2.1', host: 'localhost', local: false },
  { remoteAddress: '127.0.0.1', host: undefined, local: false },
  { remoteAddress: undefined, host: 'localhost', local: false },
])('$remoteAddress asking for $host is local: $local', ({ remoteAddress, host, local }) => {
  expect(isLocal({ socket: { remoteAddress }, headers: { host } })).toBe(local);
});

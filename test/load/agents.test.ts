import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AGENT_VARIABLE } from '../../src/agent/server-protocol.ts';
import type { Agents, AgentsWatcher, Isolate } from '../../src/load/agents.ts';
import { openAgents } from '../../src/load/agents.ts';
import { packageRoot } from '../../src/package-root.ts';
import { survivors } from '../helpers/processes.ts';

const AGENT = join(packageRoot(), 'dist', 'src', 'agent', 'server.js');

async function listen(
  lost: AgentsWatcher['lost'] = () => {},
): Promise<{ agents: Agents; until(count: number): Promise<void> }> {
  const agents = await openAgents({ joined() {}, listens() {}, lost, left() {} });
  onTestFinished(() => agents.close());
  return {
    agents,
    async until(count) {
      while (agents.isolates().length < count) await sleep(10);
    },
  };
}

function start(agents: Agents, code: string) {
  const child = spawn(process.execPath, ['-e', code], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--expose-gc --require "${AGENT.replaceAll('\\', '\\\\')}"`,
      [AGENT_VARIABLE]: JSON.stringify({ ...agents.rendezvous, flags: [], atOnce: false }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const begin = (isolate: Isolate): void => isolate.begin({ originMs: Date.now(), group: null });

describe('an agent', () => {
  it('lets a process end that has nothing left to do, and hides what it needs', async () => {
    const { agents } = await listen();
    const child = start(agents, 'console.log(typeof gc)');
    const [output] = await once(child.stdout, 'data');
    expect(String(output).trim()).toBe('undefined');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('is in each worker thread, however that is made', async () => {
    const { agents, until } = await listen();
    start(
      agents,
      `const { Worker } = require('node:worker_threads');
       const code = 'setInterval(() => {}, 1000)';
       new Worker(code, { eval: true });
       new Worker(code, { eval: true, execArgv: [] });
       new Worker(new URL('data:text/javascript,' + code));`,
    );
    await until(4);
    const ids = agents.isolates().map(({ threadId }) => threadId);
    expect(ids.sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(agents.isolates().map(({ pid }) => pid)).size).toBe(1);
  });

  it('tells where the process listens, and what it is sent', async () => {
    const { agents, until } = await listen();
    start(
      agents,
      `const server = require('node:http').createServer((request, response) => {
         if (request.url === '/slow') setTimeout(() => response.end(), 60_000);
         else response.end('ok');
       }).listen(0, '127.0.0.1')`,
    );
    await until(1);
    const [isolate] = agents.isolates();
    while (isolate!.listening.length === 0) await sleep(10);
    const { port, address, secure, http } = isolate!.listening[0]!;
    expect({ address, secure, http }).toEqual({ address: '127.0.0.1', secure: false, http: true });
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const slow = connect(port!, '127.0.0.1', () =>
      slow.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n'),
    );
    const counts = async () => (await isolate!.ask({ question: 'requests' }, 1000))!.requests;
    while ((await counts()).started < 2) await sleep(10);
    expect(await counts()).toMatchObject({ started: 2, closed: 1, finished: 1 });
    // A client that hangs up leaves no request in flight.
    slow.destroy();
    while ((await counts()).closed < 2) await sleep(10);
    expect(await counts()).toMatchObject({ started: 2, closed: 2, finished: 1 });
  });

  it('reads memories, with and without collecting', async () => {
    const { agents, until } = await listen();
    start(
      agents,
      `globalThis.kept = Buffer.alloc(2 ** 20); new WebAssembly.Memory({ initial: 3 });
       globalThis.memory = new WebAssembly.Memory({ initial: 2 });
       setInterval(() => {}, 1000);`,
    );
    await until(1);
    const [isolate] = agents.isolates();
    begin(isolate!);
    const rest = { question: 'rest', operations: 7, batchMs: 5 } as const;
    const { floor } = (await isolate!.ask(rest, 5000))!;
    expect(floor!.sample).toMatchObject({ operations: 7, batchMs: 5, thread: 0 });
    expect(floor!.sample.wasmPagesBytes).toBe(2 * 65_536);
    expect(floor!.sample.arrayBuffersBytes).toBeGreaterThanOrEqual(2 ** 20);
    const glance = await isolate!.ask({ question: 'glance', operations: 9 }, 5000);
    expect(glance!.glance!.raw).toMatchObject({ operations: 9, thread: 0 });
  });

  it('tells of a worker that runs out of memory, and leaves the handling to the program', async () => {
    const told: unknown[] = [];
    const { agents } = await listen((isolate, { threadId, outOfMemory }) =>
      told.push({ by: isolate.threadId, threadId, outOfMemory }),
    );
    const child = start(
      agents,
      `const { Worker } = require('node:worker_threads');
       const code = 'const kept = []; for (;;) kept.push({ a: new Array(100).fill(kept.length) })';
       const worker = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
       worker.on('error', (error) => console.log(error.code));`,
    );
    const [output] = await once(child.stdout, 'data');
    expect(String(output).trim()).toBe('ERR_WORKER_OUT_OF_MEMORY');
    while (told.length === 0) await sleep(10);
    expect(told).toEqual([{ by: 0, threadId: 1, outOfMemory: true }]);
  });

  it('ends its process when whoever measures is gone', async () => {
    const { agents, until } = await listen();
    const child = start(agents, 'setInterval(() => {}, 1000)');
    await until(1);
    const [isolate] = agents.isolates();
    begin(isolate!);
    await isolate!.ask({ question: 'rest', operations: 0, batchMs: 0 }, 5000);
    agents.close();
    expect(await survivors([child.pid!], 5000)).toEqual([]);
  });
});

describe('who does not know the token', () => {
  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    '{"type":"hello","token":"guessed"}\n',
    'null\n',
    'x'.repeat(2 ** 21),
  ])('is hung up on', async (text) => {
    const { agents } = await listen();
    const socket = connect(agents.rendezvous.port, '127.0.0.1', () => socket.write(text));
    // It may be reset while it still writes.
    socket.on('error', () => {});
    await new Promise((resolve) => socket.resume().on('close', resolve));
    expect(agents.isolates()).toEqual([]);
  });
});

it('an isolate that has ended answers nothing', async () => {
  const { agents, until } = await listen();
  const child = start(agents, 'setInterval(() => {}, 1000)');
  await until(1);
  const [isolate] = agents.isolates();
  child.kill('SIGKILL');
  expect(await isolate!.ask({ question: 'requests' }, 10_000)).toBeNull();
  expect(isolate!.isGone()).toBe(true);
});

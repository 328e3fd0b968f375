import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { distrust, privateFolders } from '../../src/agent/private-folder.ts';
import type { Agents } from '../../src/load/agents.ts';
import { openAgents } from '../../src/load/agents.ts';
import { attachTo } from '../../src/load/standing-server.ts';
import { packageRoot } from '../../src/package-root.ts';
import { isAlive } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const AGENT = join(packageRoot(), 'dist', 'src', 'agent', 'standing.js');

/** A place of our own for what agents leave, so that tests don't meet. */
function ownRuntime(): string {
  const folder = temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** Starts a program with the agent; resolves with the port that it prints. */
async function serve(code: string): Promise<{ child: ChildProcess; origin: string }> {
  const file = join(temporaryFolder(), 'server.mjs');
  writeFileSync(file, code);
  const child = spawn(process.execPath, ['--import', AGENT, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const port = await new Promise<string>((resolve) => {
    child.stdout!.once('data', (text) => resolve(String(text).trim()));
  });
  return { child, origin: `http://127.0.0.1:${port}` };
}

const PLAIN = `
  import { createServer } from 'node:http';
  const server = createServer((_, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function listen(): Promise<Agents> {
  const agents = await openAgents({ joined() {}, listens() {}, lost() {}, left() {} });
  onTestFinished(() => agents.close());
  return agents;
}

async function attach(origin: string, agents: Agents) {
  const standing = await attachTo(origin, { ...agents.rendezvous, flags: [], atOnce: false });
  onTestFinished(() => standing.release());
  return standing;
}

const REST = { question: 'rest', operations: 1, batchMs: 0 } as const;

const posix = it.skipIf(process.platform === 'win32');

describe('a server that runs already', () => {
  it('is found by its port, measured, let go, and measured again', async () => {
    ownRuntime();
    const { child, origin } = await serve(PLAIN);
    for (const _ of [1, 2]) {
      const agents = await listen();
      const standing = await attach(origin, agents);
      expect([...standing.expected]).toEqual([[child.pid, 1]]);
      while (agents.isolates().length < 1) await sleep(10);
      const [isolate] = agents.isolates();
      isolate!.begin({ originMs: Date.now(), group: null });
      const answer = await isolate!.ask(REST, 5000);
      expect(answer!.floor!.sample.jsHeapBytes).toBeGreaterThan(2 ** 20);
      standing.release();
      agents.close();
      await sleep(100);
    }
    expect(await (await fetch(origin)).text()).toBe('ok');
  });

  it('tells the second who measures that there is a first', async () => {
    ownRuntime();
    const { origin } = await serve(PLAIN);
    await attach(origin, await listen());
    await expect(attach(origin, await listen())).rejects.toThrow(
      `is being measured already, by process ${process.pid}`,
    );
  });

  it('has all its worker threads report, however they were made, and those that come later', async () => {
    ownRuntime();
    const { origin } = await serve(`
      import { Worker } from 'node:worker_threads';
      const code = 'setInterval(() => {}, 1000)';
      const later = ${JSON.stringify(`const { Worker } = require('node:worker_threads'); new Worker('setInterval(() => {}, 1000)', { eval: true }); setInterval(() => {}, 1000)`)};
      new Worker(code, { eval: true });
      new Worker(later, { eval: true });
      new Worker(code, { eval: true, execArgv: [] });
      new Worker(new URL('data:text/javascript,' + code), { env: {} });
      setTimeout(() => {
        import('node:http').then(({ createServer }) => {
          const server = createServer((_, response) => {
            new Worker(code, { eval: true });
            response.end('ok');
          });
          server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        });
      }, 500);
    `);
    const agents = await listen();
    await attach(origin, agents);
    const threads = (): number => new Set(agents.isolates().map(({ threadId }) => threadId)).size;
    while (threads() < 6) await sleep(10);
    await fetch(origin);
    while (threads() < 7) await sleep(10);
    // None says hello twice.
    await sleep(500);
    expect(agents.isolates()).toHaveLength(7);
  });

  it('is found where a worker thread listens', async () => {
    ownRuntime();
    const { origin } = await serve(`
      import { Worker } from 'node:worker_threads';
      new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(PLAIN)})));
    `);
    const agents = await listen();
    const standing = await attach(origin, agents);
    expect([...standing.expected.values()]).toEqual([2]);
  });

  it('of several processes has all that listen on the port report', async () => {
    ownRuntime();
    const { origin, child } = await serve(`
      import cluster from 'node:cluster';
      import { createServer } from 'node:http';
      if (cluster.isPrimary) {
        const ports = [];
        cluster.on('listening', (_, { port }) => ports.push(port) === 2 && console.log(port));
        cluster.fork();
        cluster.fork();
      } else createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
    `);
    const agents = await listen();
    const standing = await attach(origin, agents);
    // The primary takes the connections, and both workers answer.
    expect(standing.expected.size).toBe(3);
    expect([...standing.expected.keys()]).toContain(child.pid);
    while (agents.isolates().length < 3) await sleep(10);
  });

  it('is looked at again for processes that have come since', async () => {
    ownRuntime();
    const { origin } = await serve(`
      import cluster from 'node:cluster';
      import { createServer } from 'node:http';
      if (cluster.isPrimary) {
        cluster.once('listening', (_, { port }) => console.log(port));
        cluster.on('message', () => cluster.fork());
        cluster.fork();
      } else createServer((_, response) => response.end('ok', () => process.send('another'))).listen(0, '127.0.0.1');
    `);
    const agents = await listen();
    const standing = await attach(origin, agents);
    await standing.lookAgain();
    while (agents.isolates().length < 2) await sleep(10);
    await fetch(origin);
    while (agents.isolates().length < 3) {
      await sleep(100);
      await standing.lookAgain();
    }
    // None is attached to twice.
    await standing.lookAgain();
    await sleep(200);
    expect(new Set(agents.isolates().map(({ pid }) => pid)).size).toBe(3);
    expect(agents.isolates()).toHaveLength(3);
    standing.release();
    await standing.exited;
  });

  it('does not see the agent, and ends when it has nothing left to do', async () => {
    ownRuntime();
    const child = spawn(process.execPath, ['--import', AGENT, '-e', 'console.log(typeof gc)'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += String(text);
      });
    }
    const code = await new Promise((resolve) => void child.once('close', resolve));
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: 'undefined' });
  });

  posix(
    'leaves nothing behind when it ends, and what one that was killed left is cleaned',
    async () => {
      const folder = ownRuntime();
      const names = (): string[] => readdirSync(join(folder, `leaklab-${process.getuid!()}`));
      const { child, origin } = await serve(PLAIN);
      const ended = await serve(`${PLAIN} setTimeout(() => process.exit(), 300);`);
      expect(names()).toHaveLength(2);
      while (ended.child.exitCode === null) await sleep(10);
      expect(names()).toHaveLength(1);
      child.kill('SIGKILL');
      while (isAlive(child.pid!)) await sleep(10);
      // Not within the second in which one might be about to listen.
      await sleep(1100);
      await expect(attach(origin, await listen())).rejects.toThrow('Nothing listens at');
      expect(names()).toEqual([]);
    },
  );
});

describe('where there is no agent', () => {
  it('it is said how to start the server with one, and where there are others', async () => {
    ownRuntime();
    const { origin: other } = await serve(PLAIN);
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const failure = attach(`http://127.0.0.1:${port}`, await listen());
    await expect(failure).rejects.toThrow('node --import leaklab/agent server.js');
    await expect(failure).rejects.toThrow(`port ${new URL(other).port}`);
  });
});

describe.skipIf(process.platform === 'win32')('a folder of agents', () => {
  it.each([
    {
      name: 'that others may look into',
      make: (path: string) => void mkdirSync(path),
      mode: 0o755,
    },
    { name: 'that is a link', make: (path: string) => symlinkSync(tmpdir(), path), mode: null },
    { name: 'that is a file', make: (path: string) => writeFileSync(path, ''), mode: 0o700 },
  ])('$name is not trusted', async ({ make, mode }) => {
    ownRuntime();
    const [folder] = privateFolders();
    make(folder!);
    if (mode !== null) chmodSync(folder!, mode);
    expect(distrust(folder!)).not.toBeNull();
  });

  it('of another user is not trusted', () => {
    ownRuntime();
    const [folder] = privateFolders();
    mkdirSync(folder!, { mode: 0o700 });
    expect(distrust(folder!)).toBeNull();
    const other = process.getuid!() + 1;
    vi.spyOn(process, 'getuid').mockReturnValue(other);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(distrust(folder!)).toBe('it belongs to another user');
  });

  it('whose name is too long for a socket is passed over', async () => {
    const long = join(ownRuntime(), 'x'.repeat(120));
    mkdirSync(long);
    vi.stubEnv('XDG_RUNTIME_DIR', long);
    const { origin } = await serve(PLAIN);
    const standing = await attach(origin, await listen());
    expect(standing.expected.size).toBe(1);
  });

  it('holds sockets that nobody else can open; whatever is no question hangs up', async () => {
    const folder = ownRuntime();
    await serve(PLAIN);
    const own = join(folder, `leaklab-${process.getuid!()}`);
    const [name] = readdirSync(own);
    for (const text of ['GET / HTTP/1.1\r\n\r\n', 'null\n', 'x'.repeat(2 ** 21)]) {
      const socket = connect({ path: join(own, name!) }, () => socket.write(text));
      socket.on('error', () => {});
      await new Promise((resolve) => socket.resume().on('close', resolve));
    }
  });
});

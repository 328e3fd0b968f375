import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import type { Program } from '../helpers/watched.ts';
import { appFolder, client, printed, startProgram } from '../helpers/watched.ts';

const SERVER = join(packageRoot(), 'test', 'fixtures', 'servers', 'watched.mjs');

/** Hours in seconds. */
const QUICK = {
  LEAKLAB_WATCH_AFTER: '1s',
  LEAKLAB_WATCH_STRETCH: '200ms',
  LEAKLAB_WATCH_FLOOR_EVERY: '20ms',
  LEAKLAB_WATCH_REPORT_EVERY: '100ms',
};
const SMALL_SPACES = '--max-semi-space-size=1';
const PROBABLY = /leaklab watch \((pid \d+[^)]*)\): probably a leak: ([^\n]*)\n/;
const MOST_REQUESTS = 60_000;
const MOST_MS = 50_000;

interface Watched {
  readonly program: Program;
  readonly ask: (path: string) => Promise<string>;
}

async function startWatched(
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = ['--import', 'leaklab/watch'],
): Promise<Watched> {
  const program = startProgram(appFolder(), [SMALL_SPACES, ...flags, SERVER], {
    ...QUICK,
    ...environment,
  });
  const [, port] = await printed(program, 'stdout', /at (\d+)/);
  return { program, ask: client(Number(port)) };
}

/** Sends requests until a leak is suspected; how many were needed. */
async function untilSuspected({ program, ask }: Watched): Promise<number> {
  const until = Date.now() + MOST_MS;
  for (let sent = 1; sent <= MOST_REQUESTS && Date.now() < until; sent++) {
    await ask('/');
    if (PROBABLY.test(program.stderr())) return sent;
  }
  throw new Error(`no leak was suspected: ${program.stderr()}`);
}

describe('a server under --import leaklab/watch', () => {
  it('that leaks is suspected, once, with the bytes a request, and has one snapshot', async () => {
    const folder = join(temporaryFolder(), 'dumps');
    const watched = await startWatched({ LEAKY: 'main', LEAKLAB_WATCH_SNAPSHOT_ON_LEAK: folder });
    await untilSuspected(watched);
    const { program, ask } = watched;
    const [, path] = await printed(program, 'stderr', /a heap snapshot of it is in (\S+)\.\n/);
    await ask('/end');
    expect(await program.ended).toBe(0);
    const [, where, reason] = PROBABLY.exec(program.stderr())!;
    expect(where).toBe(`pid ${program.child.pid}`);
    // 2000 numbers of 8 bytes, and their array.
    const [, kibibytes] = /the JS heap keeps ([\d.]+) KiB a request/.exec(reason!)!;
    expect(Number(kibibytes)).toBeGreaterThan(12);
    expect(Number(kibibytes)).toBeLessThan(20);
    expect(program.stderr().match(/probably a leak/g)).toHaveLength(1);
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(join(folder, name!)).toBe(path);
    if (process.platform !== 'win32') expect(statSync(path!).mode & 0o777).toBe(0o600);
    expect(statSync(path!).size).toBeGreaterThan(1e6);
  });

  it('that does not leak is not, and ends by itself', async () => {
    const { program, ask } = await startWatched({ LEAKY: 'none' });
    for (let i = 0; i < 6000; i++) await ask('/');
    await ask('/end');
    expect(await program.ended).toBe(0);
    expect(program.stderr()).toBe('');
  });

  it('has its worker threads watched, too, and their leaks told by the request', async () => {
    const watched = await startWatched({
      ...{ LEAKY: 'worker', WORKER: 'yes', LEAKLAB_WATCH_PORT: '0' },
    });
    const { program, ask } = watched;
    const [, port] = await printed(program, 'stderr', /metrics at http:\/\/127.0.0.1:(\d+)/);
    await untilSuspected(watched);
    expect(PROBABLY.exec(program.stderr())![1]).toMatch(/worker thread 1$/);
    expect(program.stderr()).not.toMatch(/pid \d+\): probably/);
    // Workers report every tenth of a second.
    await expect
      .poll(() => client(Number(port))('/metrics'), { timeout: 10_000 })
      .toMatch(/leaklab_leak_suspected\{pid="\d+",thread="1",memory="js-heap"\} 1\n/);
    const text = await client(Number(port))('/metrics');
    expect(text).toMatch(/leaklab_leak_suspected\{pid="\d+",thread="0",memory="js-heap"\} 0\n/);
    const requests = (all: string) =>
      Number(/leaklab_http_requests_total\{pid="\d+",thread="0"\} (\d+)/.exec(all)![1]);
    // Scrapes are none of its requests.
    expect(requests(await client(Number(port))('/metrics'))).toBe(requests(text));
    await ask('/end');
    expect(await program.ended).toBe(0);
  });

  it('takes no snapshot where there is no room for it, says so, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const watched = await startWatched({
      LEAKY: 'main',
      LEAKLAB_WATCH_SNAPSHOT_ON_LEAK: folder,
      LEAKLAB_WATCH_SNAPSHOT_BUDGET: '1MiB',
    });
    await untilSuspected(watched);
    await printed(
      watched.program,
      'stderr',
      /no snapshot was taken: it may take .* room for 1 MiB/,
    );
    await watched.ask('/end');
    expect(await watched.program.ended).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a program that is watched', () => {
  it('goes on where the environment says what can not be used', async () => {
    const folder = appFolder({ 'main.mjs': 'console.log("done")' });
    const program = startProgram(folder, ['--import', 'leaklab/watch', 'main.mjs'], {
      LEAKLAB_WATCH_PORT: 'nine',
    });
    expect(await program.ended).toBe(0);
    expect(program.stdout()).toBe('done\n');
    expect(program.stderr()).toMatch(/LEAKLAB_WATCH_PORT "nine" can't be used.*Nothing is watched/);
  });

  it('is watched once, however often it is loaded, in children and workers made of text, too', async () => {
    const folder = appFolder({
      'main.cjs': `
        const { fork } = require('node:child_process');
        const { Worker, isMainThread } = require('node:worker_threads');
        require('leaklab/watch');
        if (process.argv[2] !== 'child') fork(__filename, ['child']);
        new Worker('require("node:timers").setTimeout(() => {}, 100)', { eval: true });
      `,
    });
    // By --require, workers made of a text are reached on Node 20, too.
    const both = '--require leaklab/watch --import leaklab/watch';
    const program = startProgram(folder, ['main.cjs'], {
      NODE_OPTIONS: both,
      LEAKLAB_WATCH_PORT: 'nine',
    });
    expect(await program.ended).toBe(0);
    const told = program.stderr().trim().split('\n');
    expect(told).toHaveLength(4);
    expect(told.filter((line) => /worker thread 1\)/.test(line))).toHaveLength(2);
    expect(new Set(told.map((line) => /\((pid \d+[^)]*)\)/.exec(line)![1])).size).toBe(4);
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileStem } from '../../src/harness/recording-name.ts';
import { packageRoot } from '../../src/package-root.ts';
import { parseRecording, readRecording } from '../../src/record/reader.ts';
import type { Report, Result } from '../../src/report/result.ts';
import type { Finished } from '../helpers/leaklab.ts';
import { leaklab, startLeaklab } from '../helpers/leaklab.ts';
import { descendantsOf, isAlive, survivors } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const server = (name: string): string =>
  join(packageRoot(), 'test', 'fixtures', 'servers', name.includes('.') ? name : `${name}.mjs`);

interface Loaded extends Finished {
  readonly result: Result;
  readonly folder: string;
}

/** Runs it as a user would, and reads the report. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Loaded> {
  const folder = temporaryFolder();
  const all = ['load', '--json', '--no-progress', '-o', folder, ...args];
  const finished = await leaklab(all, { env });
  const report = finished.stdout === '' ? null : (JSON.parse(finished.stdout) as Report);
  return { ...finished, folder, result: report?.results[0] as Result };
}

const load = (
  command: readonly string[],
  options: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Loaded> => run([...options, '--', ...command], env);

const node = (name: string, ...args: string[]): string[] => [
  process.execPath,
  server(name),
  ...args,
];

describe('a server', () => {
  it('that keeps 64 bytes of each request is a leak, at its rate', async () => {
    const { code, result, stderr } = await load(node('leaky'), ['--on-port', '/any?path']);
    expect(stderr).not.toContain('error');
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', mechanism: 'growing-vec' });
    const { low, high } = result.growth!.bytesPerOperation;
    // An object of five fields takes 64 bytes, and its place in the list 8 to 12.
    expect(low).toBeLessThan(76);
    expect(high).toBeGreaterThan(64);
    expect(low).toBeGreaterThan(48);
    expect(high).toBeLessThan(110);
    // Who holds them, and the line that made them, by a second run of the server.
    expect(result.notes).toEqual([]);
    expect(result.heldBy![0]!.path.join(' → ')).toContain('seen: Array');
    expect(result.allocatedAt![0]).toMatchObject({ line: 8 });
    expect(code).toBe(1);
  });

  it('that keeps nothing is clean, and its recording holds all that was sent', async () => {
    const { code, result, folder } = await load(node('fixed'));
    expect(result).toMatchObject({ verdict: 'clean', threads: 1 });
    expect(code).toBe(0);
    const { sent, answered, errors, aborted } = result.requests!;
    expect(sent).toBe(answered + errors + aborted);
    expect(result.operations).toBe(sent);
    const { header, entries } = readRecording(
      join(folder, result.recording.split(/[\\/]/).at(-1)!),
    );
    expect(header.load).toMatchObject({
      requests: [{ path: '/', method: 'GET', headers: [], bodyBytes: 0 }],
      ...{ varied: false, connections: 10, pipelining: 1 },
    });
    const rounds = entries.flatMap((entry) =>
      entry.type === 'event' && entry.event === 'round' ? [entry] : [],
    );
    expect(rounds.length).toBeGreaterThan(10);
    for (const round of rounds) {
      expect(round.sent).toBe(round.answered + round.errors + round.aborted);
      expect(round.received).toBe(round.sent);
      expect(round.inFlight).toBe(0);
    }
    const floors = entries.filter((entry) => entry.type === 'sample');
    const total = (batch: number): number =>
      rounds
        .filter((round) => (round.batch ?? 0) <= batch)
        .reduce((sum, round) => sum + round.sent, 0);
    expect(floors.map(({ operations }) => operations)).toEqual(
      floors.map(({ batch }) => total(batch)),
    );
  });

  it('whose cache fills up to 10,000 entries is no leak', async () => {
    const { result } = await load(node('filling'));
    expect(['clean', 'inconclusive']).toContain(result.verdict);
  });

  it('whose cache has no bound shows that where no request is like another', async () => {
    const { code, result } = await load(node('cached'), ['--on-port', '/items/$i', '--vary']);
    expect(result).toMatchObject({ verdict: 'leak', mechanism: 'leaky-cache' });
    expect(result.heldBy![0]!.path.join(' → ')).toContain('answers: Map');
    expect(code).toBe(1);
  });

  it('that keeps something for as long as a connection lives is found to', async () => {
    const { code, result } = await load(node('per-connection', 'leaky'));
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', mechanism: 'listeners' });
    expect(code).toBe(1);
    const held = result.heldBy![0]!.path.join(' → ');
    expect(held).toMatch(
      /^open connection: Socket → event "close": Array → .*per-connection\.mjs:11/,
    );
    expect(result.notes.join('\n')).toContain(
      'One request in 10 goes over the one that stays open',
    );
    expect(await load(node('per-connection', 'fixed'))).toMatchObject({
      code: 0,
      result: { verdict: 'clean' },
    });
  });

  it.each([
    { name: 'worker threads', args: [] },
    { name: 'worker threads that have an environment of their own', args: ['env'] },
  ])('with $name is judged thread by thread', async ({ args }) => {
    const { code, result } = await load(node('workers', ...args));
    expect(code).toBe(1);
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', threads: 3 });
    expect(result.perThread.map(({ isolate }) => isolate!.threadId)).toEqual([0, 1, 2]);
    const leaking = result.perThread.filter(({ verdict }) => verdict === 'leak');
    expect(leaking.map(({ thread }) => thread)).toEqual([2]);
    expect(result.heldBy![0]!.path.join(' → ')).toContain('kept: Array');
    // 100 small integers every other request.
    expect(result.growth!.bytesPerOperation.estimate).toBeGreaterThan(350);
    expect(result.growth!.bytesPerOperation.estimate).toBeLessThan(550);
  });

  it('whose worker is near its limit is measured before it runs out of memory', async () => {
    const { result } = await load(node('greedy', 'thread', '3000'));
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', threads: 2 });
    expect(result.timeToLimit!.limitBytes).toBe(32 * 2 ** 20);
    const { sent, answered, errors, aborted } = result.requests!;
    expect(sent).toBe(answered + errors + aborted);
  });

  it('of several processes is measured as a whole, and process by process', async () => {
    const { code, result } = await load(node('cluster'));
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', threads: 3 });
    expect(code).toBe(1);
    const [primary, ...workers] = result.perThread;
    expect(primary!.verdict).toBe('clean');
    // Which of the workers has how many of the requests differs from round to round.
    expect(workers.map(({ verdict }) => verdict)).toEqual(['leak', 'leak']);
    for (const { bytesPerOperation, requestShare } of workers) {
      expect(bytesPerOperation!.estimate).toBeGreaterThan(40);
      expect(bytesPerOperation!.estimate).toBeLessThan(80);
      expect(requestShare).toBeLessThan(0.8);
    }
    expect(new Set(result.perThread.map(({ isolate }) => isolate!.pid)).size).toBe(3);
    expect(result.perThread.every(({ isolate }) => isolate!.threadId === 0)).toBe(true);
    expect(result.heldBy![0]!.path.at(-1)).toContain('(entries)');
  });

  it.each([
    { leaking: 2, verdict: 'leak', options: ['--budget', '25s'] },
    { leaking: 0, verdict: 'clean', options: [] },
  ])(
    'whose requests come to its processes as it happens is judged by what each answers: $verdict',
    async (given) => {
      const command = node('uneven-cluster', String(given.leaking));
      const { result } = await load(command, given.options);
      expect(result).toMatchObject({ verdict: given.verdict, threads: 3 });
      const leaking = result.perThread.filter(({ verdict }) => verdict === 'leak');
      expect(leaking).toHaveLength(given.leaking === 0 ? 0 : 1);
      for (const { bytesPerOperation, requestShare } of leaking) {
        const { low, high } = bytesPerOperation!;
        // An object of four fields takes 56 bytes, and its place in the list 8 to 12.
        expect(low).toBeLessThan(68);
        expect(high).toBeGreaterThan(56);
        const ofAll = requestShare! * bytesPerOperation!.estimate;
        expect(result.growth!.bytesPerOperation.estimate / ofAll).toBeCloseTo(1, 0);
        expect(result.heldBy, result.notes.join('\n')).not.toBeNull();
        expect(result.heldBy![0]!.path.join(' → ')).toContain('(entries)');
      }
    },
  );

  it.each(['primary', 'thread'])(
    'that keeps what it does in another isolate (%s) than answers is told to be held there',
    async (where) => {
      const { result } = await load(node('kept-elsewhere', where));
      expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
      expect(result.heldBy, result.notes.join('\n')).not.toBeNull();
      const path = result.heldBy![0]!.path.join(' → ');
      expect(path).toContain('kept: Array');
      const [, count, requests] = /\+([\d,]+) in ([\d,]+) operations/.exec(path) ?? [];
      const number = (text = ''): number => Number(text.replaceAll(',', ''));
      expect(number(count) / number(requests)).toBeGreaterThan(0.7);
      expect(number(count) / number(requests)).toBeLessThan(1.3);
    },
  );

  it('that listens on several ports is driven on the one that asks the others, and it is said', async () => {
    const { result } = await load(node('several-ports'));
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
    expect(result.heldBy![0]!.path.join(' → ')).toContain('kept: Array');
    expect(result.notes.join('\n')).toMatch(
      /listens on port \d+ as well: requests were sent to port \d+, and --port sends them to another/,
    );
  });

  it('is driven on the port that is named, and waited for where it does not listen there', async () => {
    const PORT = '18187';
    const options = ['--requests', '300', '--warm-up', '1ms', '--port', PORT];
    const { result } = await load(node('several-ports'), options, { FACADE_PORT: PORT });
    expect(result.requests).toMatchObject({ sent: 301, answered: 301 });
    expect(result.notes).toEqual([]);
    const other = await load(node('several-ports'), [...options, '--timeout', '10s']);
    expect(other.result.verdict).toBe('failed');
    expect(other.result.reason).toMatch(
      /did not listen on port 18187 within 10 s, but on \d+, \d+/,
    );
    expect(other.code).toBe(4);
  });

  it('is driven for as many requests as are asked for, and no more', async () => {
    const { result } = await load(node('fixed'), ['--requests', '2000', '--warm-up', '1ms']);
    const warmUp = 1;
    expect(result.requests!.sent).toBe(2000 + warmUp);
  });
});

describe('a server that has to be prepared', () => {
  const SHORT = ['--requests', '400', '--warm-up', '1ms'];

  /** Modules that leave a trace of their calls. */
  function hooks(setup: string, teardown = ''): { options: string[]; calls(): string } {
    const folder = temporaryFolder();
    const trace = join(folder, 'trace');
    const write = (name: string, code: string): string => {
      const path = join(folder, `${name}.mjs`);
      const text = `import { appendFileSync } from 'node:fs';
        export default async ({ origin }) => {
          const { status } = await fetch(origin);
          appendFileSync(${JSON.stringify(trace)}, '${name} ' + status + '\\n');
          ${code}
        };`;
      writeFileSync(path, text);
      return path;
    };
    return {
      options: ['--setup', write('setup', setup), '--teardown', write('teardown', teardown)],
      calls: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : ''),
    };
  }

  it('is logged in by the setup, and put in order by the teardown', async () => {
    const { options, calls } = hooks(`return { headers: { key: 'right' } };`);
    const { result } = await load(node('odd', 'asks for a key'), [...SHORT, ...options]);
    expect(result.requests!.statuses).toEqual({ 200: 401 });
    expect(calls()).toBe('setup 401\nteardown 401\n');
  });

  it('is not measured where the setup fails, but torn down', async () => {
    const { options, calls } = hooks(`throw new TypeError('no user');`);
    const { code, stderr, stdout } = await load(node('fixed'), [...SHORT, ...options]);
    expect(stderr).toContain('setup.mjs failed: TypeError: no user');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(calls()).toBe('setup 200\nteardown 200\n');
  });

  it('is judged, though the teardown fails', async () => {
    const { options } = hooks('', `throw new TypeError('no more');`);
    const { result } = await load(node('fixed'), [...SHORT, ...options]);
    expect(result.notes.join()).toContain('teardown.mjs failed: TypeError: no more');
    expect(result.verdict).not.toBe('failed');
  });

  it('is torn down when the user interrupts', async () => {
    const { options, calls } = hooks('');
    const folder = temporaryFolder();
    const all = ['load', '--no-progress', '-o', folder, '--duration', '1m', ...options];
    const { child, finished } = startLeaklab([...all, '--', ...node('fixed')]);
    onTestFinished(() => void child.kill('SIGKILL'));
    while (!calls().includes('setup')) await sleep(20);
    child.kill('SIGINT');
    expect((await finished).code).toBe(130);
    expect(calls()).toBe('setup 200\nteardown 200\n');
  });
});

describe('a server that runs already', () => {
  /** With the agent, on a port of its own; and what it needs to be found. */
  async function running(name: string) {
    const env = { PORT: String(await freePort()), XDG_RUNTIME_DIR: temporaryFolder() };
    const agent = join(packageRoot(), 'dist', 'src', 'agent', 'standing.js');
    const child = spawn(process.execPath, ['--import', agent, server(name)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const origin = `http://127.0.0.1:${env.PORT}`;
    while (!(await isUp(origin))) await sleep(20);
    return { child, env, origin };
  }

  it('that leaks is measured in place, with who holds it, and goes on', async () => {
    const { child, env, origin } = await running('leaky');
    const { code, result } = await run(['--url', `${origin}/any?path`], env);
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', mechanism: 'growing-vec' });
    expect(result.subject).toMatchObject({ name: origin, kind: 'server', path: null });
    const { low, high } = result.growth!.bytesPerOperation;
    expect(low).toBeGreaterThan(48);
    expect(high).toBeLessThan(110);
    expect(result.heldBy![0]!.path.join(' → ')).toContain('seen: Array');
    expect(result.allocatedAt![0]).toMatchObject({ line: 8 });
    expect(result.notes.join()).toContain('the server stood still for');
    expect(code).toBe(1);
    expect(await isUp(origin)).toBe(true);
    expect(child.exitCode).toBeNull();
  });

  it('with worker threads is judged thread by thread', async () => {
    const { env, origin } = await running('workers');
    const { code, result } = await run(['--url', origin], env);
    expect(code).toBe(1);
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap', threads: 3 });
    const leaking = result.perThread.filter(({ verdict }) => verdict === 'leak');
    expect(leaking.map(({ thread }) => thread)).toEqual([2]);
    expect(result.heldBy![0]!.path.join(' → ')).toContain('kept: Array');
  });

  it('is measured with the processes, too, that take the place of others meanwhile', async () => {
    const { child, env, origin } = await running('renewed-cluster');
    const folder = temporaryFolder();
    const args = ['load', '--no-progress', '-o', folder, '--url', origin, '--duration', '2m'];
    const started = startLeaklab(args, { env });
    const path = join(folder, `${fileStem(origin)}.ndjson`);
    /** The processes that have given so many floors, in the order in which they came. */
    const measured = (floors: number): number[] => {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const entries = text === '' ? [] : parseRecording(text, path).entries;
      return entries.flatMap((entry) =>
        entry.type === 'event' &&
        entry.event === 'isolate' &&
        entry.measured &&
        entries.filter((one) => one.type === 'sample' && one.thread === entry.thread).length >=
          floors
          ? [entry.pid]
          : [],
      );
    };
    while (measured(2).length < 3) await sleep(100);
    const worker = measured(2).find((pid) => pid !== child.pid)!;
    process.kill(worker, 'SIGKILL');
    while (measured(2).length < 4) await sleep(100);
    expect(new Set(measured(2)).size).toBe(4);
    started.child.kill('SIGINT');
    await started.finished;
    expect(await isUp(origin)).toBe(true);
    const { entries } = readRecording(path);
    for (const entry of entries) {
      if (entry.type !== 'event' || entry.event !== 'round') continue;
      expect(entry.sent).toBe(entry.answered + entry.errors + entry.aborted);
    }
  });

  it('goes on when leaklab is killed, and is measured again', async () => {
    const { env, origin } = await running('fixed');
    const folder = temporaryFolder();
    const killed = startLeaklab(['load', '--no-progress', '-o', folder, '--url', origin], { env });
    const path = join(folder, `${fileStem(origin)}.ndjson`);
    while (!existsSync(path)) await sleep(20);
    const second = await run(['--url', origin], env);
    expect(second.stderr).toContain('is being measured already');
    expect(second.code).toBe(2);
    const pids = descendantsOf(killed.child.pid!);
    killed.child.kill('SIGKILL');
    await killed.finished;
    expect(await survivors(pids, 5000)).toEqual([]);
    const { code, result } = await run(['--url', origin], env);
    expect(result).toMatchObject({ verdict: 'clean', threads: 1 });
    expect(code).toBe(0);
    expect(await isUp(origin)).toBe(true);
  });

  it('that ends while it is measured is told of', async () => {
    const { child, env, origin } = await running('fixed');
    const folder = temporaryFolder();
    const started = startLeaklab(['load', '--no-progress', '-o', folder, '--url', origin], { env });
    const path = join(folder, `${fileStem(origin)}.ndjson`);
    while (!existsSync(path)) await sleep(20);
    child.kill('SIGKILL');
    const { code, stderr } = await started.finished;
    expect(stderr).toContain(`the server at ${origin} has ended`);
    expect(code).toBe(4);
    expect(readRecording(path).entries.at(-1)).toMatchObject({ type: 'outcome', end: 'failed' });
  });
});

async function freePort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  return port;
}

const isUp = (origin: string): Promise<boolean> =>
  fetch(origin).then(
    ({ ok }) => ok,
    () => false,
  );
describe('a server of a framework', () => {
  it.each([
    { app: 'express.cjs', keeps: 'cache', as: 'leaky-cache', held: 'answers: Map', at: 30 },
    { app: 'fastify.mjs', keeps: 'timers', as: 'timers', held: 'timers that wait', at: 32 },
    { app: 'koa.cjs', keeps: 'race', as: 'pending', held: 'shutdown: Promise', at: 31 },
    { app: 'hono.mjs', keeps: 'buffers', as: 'growing-vec', held: 'history: Array', at: 18 },
  ])('that leaks is told how, by whom and where: $app, $keeps', async (given) => {
    const { code, result } = await load(node(given.app, given.keeps));
    expect(result).toMatchObject({ verdict: 'leak', mechanism: given.as, notes: [] });
    expect(result.heldBy![0]!.path.join(' → ')).toContain(given.held);
    expect(result.allocatedAt!.map(({ line }) => line)).toContain(given.at);
    expect(code).toBe(1);
  });

  it.each([
    { app: 'express.cjs', keeps: 'listeners' },
    { app: 'hono.mjs', keeps: 'lru' },
  ])('that lets go of what it took is none: $app, $keeps', async ({ app, keeps }) => {
    const { result } = await load(node(app, keeps, 'fixed'));
    // On a machine that is busy there may be too few requests to be certain.
    expect(['clean', 'inconclusive']).toContain(result.verdict);
  });
});

describe('a server whose leak', () => {
  it.each([
    { scenario: 'cycle', held: 'on cycles of reference counts', made: 'cycle::leaky::node' },
    { scenario: 'forget', held: 'no address of it is left', made: 'forget::leaky::operation' },
  ])('is in WASM is told how, and in which function of the module: $scenario', async (given) => {
    const { scenario, held, made } = given;
    const { result } = await load(node('wasm', scenario, 'leaky'));
    expect(result).toMatchObject({ verdict: 'leak', memory: 'wasm', mechanism: scenario });
    expect(result.notes).toEqual([]);
    expect(result.heldBy![0]!.path.join(' → ')).toContain(held);
    expect(result.allocatedAt![0]).toMatchObject({ function: made, line: 11 });
    expect(result.timeToLimit!.limit).toBe('WASM memory 4 GiB');
  });

  it('is in a heap too large for snapshots is told where it was made, and why not by whom', async () => {
    const { result } = await load(node('large'));
    expect(result).toMatchObject({ verdict: 'leak', heldBy: null });
    expect(result.allocatedAt![0]!.file).toContain('large.mjs');
    expect(result.notes.join()).toContain('its heap has more than 64 MiB before it leaks');
  });
});

describe('a server in TypeScript', () => {
  const stripsTypes = 'typescript' in process.features && Boolean(process.features.typescript);

  it.runIf(stripsTypes)('is measured like any other', async () => {
    const { result } = await load(node('typed.ts'));
    expect(result).toMatchObject({ verdict: 'leak', mechanism: 'growing-vec' });
    expect(result.allocatedAt![0]).toMatchObject({ line: 12 });
  });

  it.skipIf(stripsTypes)('is told what it takes where Node can not run it', async () => {
    const { code, stderr } = await load(node('typed.ts'));
    expect(stderr).toContain("can't run TypeScript as it stands");
    expect(code).toBe(4);
  });
});

describe('a server that leaks much under a small limit', () => {
  it.each([
    { where: 'thread', bytes: 100_000, flags: [], limit: 32, thread: 1 },
    { where: 'main', bytes: 1_000_000, flags: ['--max-old-space-size=64'], limit: 64, thread: 0 },
  ])('is a leak all the same: $bytes bytes a request in $where', async (given) => {
    const { where, bytes, flags, limit, thread } = given;
    const [program, ...args] = node('greedy', where, String(bytes));
    const { code, result, folder } = await load([program!, ...flags, ...args]);
    expect(result).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
    // 48 bytes an object and 8 in the list, in place of the 64 that it was told of.
    const { estimate } = result.growth!.bytesPerOperation;
    expect(estimate).toBeGreaterThan(0.75 * bytes);
    expect(estimate).toBeLessThan(bytes);
    expect(result.timeToLimit).toMatchObject({ limitBytes: limit * 2 ** 20 });
    const { sent, answered, errors, aborted } = result.requests!;
    expect(sent).toBe(answered + errors + aborted);
    const { entries } = readRecording(join(folder, result.recording.split(/[\\/]/).at(-1)!));
    const ends = entries.flatMap((entry) =>
      entry.type === 'event' && entry.event === 'out-of-memory' ? [entry.thread] : [],
    );
    expect(ends.every((one) => one === thread)).toBe(true);
    expect(code).toBe(1);
  });
});

describe('a scenario', () => {
  it.each([
    { variant: 'leaky', verdict: 'leak', memory: 'wasm' },
    { variant: 'fixed', verdict: 'clean', memory: null },
  ])('in a pool of two threads is as labelled: $variant', async ({ variant, verdict, memory }) => {
    const { code, result } = await run([
      'manual-alloc',
      '--implementation',
      'wasm',
      '--variant',
      variant,
      '--threads',
      '2',
    ]);
    expect(result).toMatchObject({ verdict, memory, threads: 3 });
    expect(result.subject).toMatchObject({ kind: 'scenario', name: 'manual-alloc', variant });
    expect(code).toBe(0);
  });
});

const posix = it.skipIf(process.platform === 'win32');

describe('what can not be measured', () => {
  // Each ends long before: what takes long is a busy machine, on which they are to end so, too.
  const PATIENT = ['--timeout', '20s', '--warm-up', '200ms', '--budget', '30s'];
  const SHORT = ['--timeout', '2s', '--warm-up', '200ms', '--budget', '30s'];

  it.each([
    { name: 'listens never', says: 'did not listen on a port within 2 s' },
    { name: 'ends at once', says: 'ended with exit code 0 before it listened' },
    { name: 'throws', says: 'RangeError: no configuration' },
    { name: 'crashes', says: 'TypeError: the 101st request' },
    { name: 'exits', says: 'the server was ended with exit code 0' },
    { name: 'hangs', says: 'no answer for 2 s' },
    { name: 'hangs up', says: 'did not answer a request (connections were closed)' },
  ])('a server that $name', async ({ name, says }) => {
    const options = says.includes('2 s') ? SHORT : PATIENT;
    const { code, result, stderr } = await load(node('odd', name), options);
    expect(result).toMatchObject({ verdict: 'failed' });
    expect(result.reason).toContain(says);
    expect(stderr).toContain(says);
    expect(code).toBe(4);
  });

  posix('a server that goes into the background, which is ended there', async () => {
    const PID_FILE = join(temporaryFolder(), 'pid');
    const { code, result } = await load(node('odd', 'goes into the background'), PATIENT, {
      PID_FILE,
    });
    const pid = Number(readFileSync(PID_FILE, 'utf8'));
    expect(result.reason).toContain(`went on in the background, as process ${pid}`);
    expect(code).toBe(4);
    expect(await survivors([pid], 5000)).toEqual([]);
  });

  it('but a server that prints megabytes is', async () => {
    const options = ['--requests', '300', '--warm-up', '1ms'];
    const { result } = await load(node('odd', 'prints'), options);
    expect(result.requests).toMatchObject({ sent: 301, answered: 301 });
  });

  it('a server that listens on a socket', async () => {
    const { code, result } = await load(node('odd', 'listens on a socket'), PATIENT);
    expect(result.reason).toContain('requests are sent to a port');
    expect(code).toBe(4);
  });

  it('a server whose heap is exhausted', async () => {
    const [program, ...args] = node('odd', 'exhausts its heap');
    // V8 collects again and again before it gives up: on a busy machine that takes seconds.
    const { code, result } = await load([program!, '--max-old-space-size=48', ...args], PATIENT);
    expect(result.outOfMemory).toMatchObject({ memory: 'js-heap' });
    expect(result.reason).toContain('heap limit');
    expect(code).toBe(4);
  });

  it('a server whose port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const PORT = String((other.address() as AddressInfo).port);
    const { code, result } = await load(node('fixed'), PATIENT, { PORT });
    expect(result.reason).toContain('EADDRINUSE');
    expect(code).toBe(4);
  });

  it('a path that the server does not know, which is said and not measured', async () => {
    const { code, stderr, stdout } = await load(node('odd', 'knows no path'), PATIENT);
    expect(stderr).toContain('All requests for / were answered with 404');
    expect(stderr).toContain('It said: "ok"');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    { command: ['leaklab-has-no-such-command'], says: 'there is no such command' },
    { command: [process.execPath, '-e', '0'], says: 'ended with exit code 0' },
  ])('what is no server: $says', async ({ command, says }) => {
    const { code, result } = await load(command, PATIENT);
    expect(result.reason).toContain(says);
    expect(code).toBe(4);
  });

  it.each([
    { args: ['load', '--on-port', '/'], says: 'behind "--"' },
    {
      args: ['load', '--url', 'http://192.0.2.1:80/'],
      says: 'add --i-own-this-host',
    },
    { args: ['load', '--url', 'http://127.0.0.1:1/'], says: 'Nothing listens at' },
    { args: ['load', '--url', 'server.js'], says: 'expected the address of a server' },
    {
      args: ['load', '--url', 'http://127.0.0.1:1/', '--opt'],
      says: 'servers that leaklab starts',
    },
    { args: ['load', '--url', 'http://127.0.0.1:1/', '--', 'node', 'a.js'], says: 'not both' },
    { args: ['load', 'server.js'], says: 'There is no scenario "server.js"' },
    { args: ['load', 'cycle', '--port', '80'], says: '--port is for servers' },
    { args: ['load', '--port', '0', '--', 'node', 'a.js'], says: 'a port from 1 to 65535' },
    {
      args: ['load', '--compare', 'no.ndjson', '--', 'node', 'a.js'],
      says: "Can't read no.ndjson: there is no such file",
    },
    { args: ['load', 'cycle', '--compare', 'no.ndjson'], says: '--compare is for servers' },
    { args: ['load', 'cycle', '--', 'node', 'a.js'], says: 'not both' },
    { args: ['load', '--threads', '2', '--', 'node', 'a.js'], says: '--threads is for scenarios' },
    { args: ['load', '--on-prot', '/', '--', 'node', 'a.js'], says: '--on-port' },
  ])('wrong usage: $args', async ({ args, says }) => {
    const { code, stderr } = await leaklab(args);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});

describe.skipIf(process.platform === 'win32')('of what was started', () => {
  /** Runs until the recording has a floor. */
  async function begun(name: string, ...args: string[]) {
    const folder = temporaryFolder();
    const options = ['--no-progress', '-o', folder, '--duration', '1m'];
    const started = startLeaklab(['load', ...options, '--', ...node(name, ...args)]);
    onTestFinished(() => void started.child.kill('SIGKILL'));
    const path = join(folder, `${fileStem(server(name))}.ndjson`);
    const text = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
    while (!text().includes('"type":"sample"')) {
      if (started.child.exitCode !== null) throw new Error((await started.finished).stderr);
      await sleep(50);
    }
    const pids = descendantsOf(started.child.pid!);
    expect(pids.filter(isAlive).length).toBeGreaterThanOrEqual(2);
    return { ...started, pids, recording: () => readRecording(path).entries };
  }

  /** Runs until there is a process of the server. */
  async function startedAlone(name: string, ...options: string[]) {
    const folder = temporaryFolder();
    const all = ['load', '--no-progress', '-o', folder, ...options, '--', ...node(name)];
    const started = startLeaklab(all);
    onTestFinished(() => void started.child.kill('SIGKILL'));
    const pids = (): number[] => descendantsOf(started.child.pid!);
    while (!pids().some((pid) => isServer(pid, name))) await sleep(20);
    return { ...started, pids: pids() };
  }

  /** A child that is not itself yet has the command line of leaklab, in which the server's stands as well. */
  const isServer = (pid: number, name: string): boolean =>
    commandOf(pid).includes(`${name}.mjs`) && !commandOf(pid).includes('--no-progress');

  it('nothing is left when the user interrupts', async () => {
    const { child, finished, pids, recording } = await begun('odd', 'ignores SIGTERM');
    const rounds = () =>
      recording().flatMap((entry) =>
        entry.type === 'event' && entry.event === 'round' ? [entry] : [],
      );
    // In the midst of a round of 300 ms.
    const before = rounds().length;
    while (rounds().length === before) await sleep(10);
    await sleep(150);
    child.kill('SIGINT');
    expect((await finished).code).toBe(130);
    expect(await survivors(pids, 1000)).toEqual([]);
    for (const { sent, answered, errors, aborted } of rounds()) {
      expect(sent).toBe(answered + errors + aborted);
    }
    expect(recording().at(-1)).toMatchObject({ type: 'outcome', end: 'interrupted' });
  });

  it.each([
    { name: 'as soon as there is a process', when: 'started' },
    { name: 'while it is measured', when: 'measured' },
  ] as const)('nothing is left when leaklab itself is killed, $name', async ({ when }) => {
    const { child, finished, pids, recording } =
      when === 'started'
        ? { ...(await startedAlone('workers')), recording: () => null }
        : await begun('workers');
    child.kill('SIGKILL');
    await finished;
    expect(await survivors(pids, 5000)).toEqual([]);
    // What it had written can be read.
    if (when === 'measured') expect(recording()!.length).toBeGreaterThan(2);
  });

  it('nothing is left when the process that sends the requests is killed, and it is said', async () => {
    const { child, finished, pids, recording } = await begun('fixed');
    process.kill(pids.find((pid) => commandOf(pid).includes('driver-main'))!, 'SIGKILL');
    const { code, stderr } = await finished;
    expect(stderr).toContain('the process that sends the requests has ended');
    expect(code).toBe(4);
    expect(await survivors([...pids, child.pid!], 5000)).toEqual([]);
    expect(recording().at(-1)).toMatchObject({ type: 'outcome', end: 'failed' });
  });

  it.each([
    { name: 'fixed', says: 'was ended by SIGKILL' },
    { name: 'leaky', says: 'was ended by SIGKILL' },
  ])(
    'nothing is left when the server ($name) is killed, and it is said',
    async ({ name, says }) => {
      const { finished, pids, recording } = await begun(name);
      process.kill(pids.find((pid) => commandOf(pid).includes(`${name}.mjs`))!, 'SIGKILL');
      const { code, stderr } = await finished;
      expect(stderr).toContain(says);
      expect(code).toBe(4);
      expect(await survivors(pids, 5000)).toEqual([]);
      expect(recording().at(-1)).toMatchObject({ type: 'outcome', end: 'failed' });
    },
  );

  it('nothing is left when the server is killed before it listens, and it is said', async () => {
    const { finished, pids } = await startedAlone('workers');
    process.kill(pids.find((pid) => isServer(pid, 'workers'))!, 'SIGKILL');
    const { code, stderr } = await finished;
    expect(stderr).toMatch(/was ended by SIGKILL|did not answer a request/);
    expect(code).toBe(4);
    expect(await survivors(pids, 5000)).toEqual([]);
  });

  it('nothing is left when a process of several is killed', async () => {
    const { child, finished, pids, recording } = await begun('cluster');
    const workers = pids.filter((pid) => commandOf(pid).includes('cluster.mjs'));
    process.kill(workers.at(-1)!, 'SIGKILL');
    const events = (event: string) =>
      recording().filter((entry) => entry.type === 'event' && entry.event === event);
    while (events('isolate-exit').length === 0 && child.exitCode === null) await sleep(50);
    const before = events('round').length;
    while (events('round').length < before + 2 && child.exitCode === null) await sleep(50);
    child.kill('SIGINT');
    expect((await finished).code).toBe(130);
    expect(await survivors(pids, 5000)).toEqual([]);
    // What was on its way to it is lost, and counted.
    for (const round of recording()) {
      if (round.type !== 'event' || round.event !== 'round') continue;
      expect(round.sent).toBe(round.answered + round.errors + round.aborted);
    }
  });

  it('nothing is left when the controls are killed, and nothing is called clean', async () => {
    const { child, finished } = await startedAlone('fixed', '--duration', '3s');
    const control = (): number | undefined =>
      descendantsOf(child.pid!).find((pid) => commandOf(pid).includes('cell-main'));
    while (control() === undefined) await sleep(20);
    const pids = descendantsOf(child.pid!);
    process.kill(control()!, 'SIGKILL');
    expect((await finished).code).toBe(3);
    expect(await survivors(pids, 5000)).toEqual([]);
  });
});

const commandOf = (pid: number): string =>
  execFileSync('sh', ['-c', `ps -o args= -p ${pid} || true`], { encoding: 'utf8' });

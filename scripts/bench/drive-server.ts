import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { loadRequest } from '../../src/cli/load-options.ts';
import { builtFile } from '../../src/harness/built-file.ts';
import type { Driver } from '../../src/load/driver.ts';
import type { Asked, Usage } from './watched-server.ts';

export const WATCH = ['--import', pathToFileURL(builtFile('watch/watch-at-once')).href];

export interface Round {
  readonly requestsASecond: number;
  /** What it would answer in a second on a processor of its own. */
  readonly requestsACpuSecond: number;
  /** Of its processor time, what it spends outside of the kernel. */
  readonly userShare: number;
}

export interface Server {
  readonly child: ChildProcess;
  readonly origin: string;
  /** Does what is asked, and tells what it takes. */
  usage(of: Asked): Promise<Usage>;
}

/** `under`: a program with its options that runs node; none if not given. */
export async function startServer(
  args: readonly number[],
  flags: readonly string[],
  under: readonly string[] = [],
): Promise<Server> {
  const [execPath, ...execArgv] = [...under, process.execPath, '--expose-gc', ...flags];
  const child = fork(new URL('./watched-server.js', import.meta.url), args.map(String), {
    ...{ execPath, execArgv },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = await once(child, 'message');
  return {
    child,
    origin: `http://127.0.0.1:${port}`,
    async usage(of) {
      child.send(of);
      const [usage] = await once(child, 'message');
      return usage as Usage;
    },
  };
}

export async function drive(driver: Driver, server: Server, requests: number): Promise<Round> {
  const load = { ...loadRequest({}).load, origin: server.origin };
  const before = await server.usage('cpu');
  const { answered, loadMs } = await driver.run(load, requests, {
    timeoutMs: TIMEOUT_MS,
    onProgress() {},
  });
  const after = await server.usage('cpu');
  const cpuMs = after.cpuMs - before.cpuMs;
  return {
    requestsASecond: (1000 * answered) / loadMs,
    requestsACpuSecond: (1000 * answered) / cpuMs,
    userShare: (after.userMs - before.userMs) / cpuMs,
  };
}

/** Longer than any round takes under Valgrind. */
const TIMEOUT_MS = 300_000;

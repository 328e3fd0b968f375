import { fork } from 'node:child_process';
import { builtFile } from '../harness/built-file.ts';
import type { FromDriver, Load, LoadResult, ToDriver } from './load.ts';

/** It is none of the server's doing. */
const ENDED =
  'the process that sends the requests has ended: it was killed from outside, or by the system for lack of memory';

export interface Driver {
  /** Sends so many requests; `onProgress` is told now and then how many are answered. */
  run(
    load: Load,
    requests: number,
    options: { readonly timeoutMs: number; onProgress(answered: number): void },
  ): Promise<LoadResult>;
  /** Ends the round that is under way: what is not answered by now is aborted. */
  stop(): void;
  /** Ends the process, and waits until it is gone. */
  end(): Promise<void>;
}

/** Options of node for the process that sends the requests, as NODE_OPTIONS has them. */
export const DRIVER_OPTIONS_VARIABLE = 'LEAKLAB_DRIVER_OPTIONS';

/** Starts the process that sends the requests. */
export function startDriver(): Driver {
  const child = fork(builtFile('load/driver-main'), [], {
    execArgv: ['--no-warnings'],
    // Options of node that are meant for the server are none of the driver's.
    env: { ...process.env, NODE_OPTIONS: process.env[DRIVER_OPTIONS_VARIABLE] ?? '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  /** Of the round that is under way. */
  let fail: (() => void) | null = null;
  let hasGone = false;
  void gone.then(() => {
    hasGone = true;
    fail?.();
  });
  const send = (message: ToDriver): void => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    run(load, requests, { timeoutMs, onProgress }) {
      return new Promise((resolve, reject) => {
        const take = (message: FromDriver): void => {
          if (message.type === 'progress') {
            onProgress(message.answered);
            return;
          }
          child.off('message', take);
          fail = null;
          if (message.type === 'done') resolve(message.result);
          else reject(new Error(`autocannon: ${message.message}`));
        };
        child.on('message', take);
        fail = () => reject(new Error(ENDED));
        if (hasGone) fail();
        send({ type: 'run', load, requests, timeoutMs });
      });
    },
    stop: () => send({ type: 'stop' }),
    async end() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

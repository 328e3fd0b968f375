import { fork } from 'node:child_process';
import { resolve as absolute } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { LeaklabError } from '../errors.ts';
import { builtFile } from '../harness/built-file.ts';
import type { Load, RequestPlan } from './load.ts';

/** Modules of the user's whose default export is called with `{ origin }`. */
export interface HookFiles {
  /** Before the warm-up; what it returns is added to each request. */
  readonly setup: string | null;
  /** After the last round, where the setup was begun. */
  readonly teardown: string | null;
}

/** What a setup may return. */
export interface Additions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `id` comes back: a setup may still be under way when the teardown is asked for. */
export type ToHooks = { readonly id: number; readonly path: string; readonly origin: string };

export type FromHooks = { readonly id: number } & (
  | { readonly ok: true; readonly returned: unknown }
  | { readonly ok: false; readonly message: string }
);

export interface Hooks {
  /** Throws a `LeaklabError` where it fails, or takes too long. */
  setup(origin: string): Promise<Additions>;
  /** Once, and only where the setup was begun; returns what went wrong, or null. */
  teardown(): Promise<string | null>;
  /** Ends the process, and waits until it is gone. */
  end(): Promise<void>;
}

const WITHOUT: Hooks = {
  setup: async () => ({}),
  teardown: async () => null,
  end: async () => {},
};

/** Starts a process for the hooks, where there are any. */
export function startHooks({ setup, teardown }: HookFiles, timeoutMs: number): Hooks {
  if (setup === null && teardown === null) return WITHOUT;
  const child = fork(builtFile('load/hooks-main'), [], {
    execArgv: ['--no-warnings'],
    // Options of node that are meant for the server are none of the hooks'.
    env: { ...process.env, NODE_OPTIONS: '' },
    // Results go to our stdout: what hooks print is for the person who watches.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let begunAt: string | null = null;
  let called = 0;

  /** What it returns, or throws in words. */
  async function call(path: string, origin: string): Promise<unknown> {
    const id = called++;
    const answer = new Promise<FromHooks>((resolve) => {
      child.on('message', (message) => {
        if ((message as FromHooks).id === id) resolve(message as FromHooks);
      });
    });
    const asked: ToHooks = { id, path: absolute(path), origin };
    if (child.connected) child.send(asked, () => {});
    const done = await Promise.race([
      answer,
      gone.then(() => 'it ended its process'),
      later(
        timeoutMs,
        `no answer for ${timeoutMs / 1000} s: it hangs, or takes longer than --timeout allows`,
        { ref: false },
      ),
    ]);
    if (typeof done === 'string') throw new Error(done);
    if (done.ok) return done.returned;
    throw new Error(done.message);
  }

  return {
    async setup(origin) {
      begunAt = origin;
      if (setup === null) return {};
      try {
        return additionsOf(await call(setup, origin));
      } catch (cause) {
        const { message } = cause as Error;
        throw new LeaklabError('usage', `--setup ${setup} failed: ${message}`, { cause });
      }
    },
    async teardown() {
      const origin = begunAt;
      begunAt = null;
      if (origin === null || teardown === null) return null;
      try {
        await call(teardown, origin);
        return null;
      } catch (thrown) {
        return `--teardown ${teardown} failed: ${(thrown as Error).message}`;
      }
    },
    async end() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Throws where it returned anything else. */
function additionsOf(returned: unknown): Additions {
  if (returned === undefined || returned === null) return {};
  const { headers, body, ...others } = returned as Record<string, unknown>;
  const isRight =
    typeof returned === 'object' &&
    Object.keys(others).length === 0 &&
    (headers === undefined || isTexts(headers));
  if (!isRight) {
    throw new Error(
      `it returned ${JSON.stringify(returned)}. Expected nothing, or { headers, body } for the requests: headers an object of texts, body a text or what is sent as JSON.`,
    );
  }
  return {
    ...(headers === undefined ? {} : { headers: headers as Record<string, string> }),
    ...(body === undefined || body === null
      ? {}
      : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

const isTexts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((one) => typeof one === 'string');

/** The load with what a setup returned: its headers come over those that there are, its body in their place. */
export function withAdditions(
  load: Omit<Load, 'origin'>,
  { headers = {}, body }: Additions,
): Omit<Load, 'origin'> {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return {
    ...load,
    requests: load.requests.map(
      (request): RequestPlan => ({
        ...request,
        headers: {
          ...Object.fromEntries(
            Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase())),
          ),
          ...headers,
        },
        body: body ?? request.body,
      }),
    ),
  };
}

import type { ParseArgsConfig } from 'node:util';
import { LeaklabError } from '../errors.ts';
import { WITHOUT_OPTIMISED_CODE } from '../harness/cell.ts';
import type { ServerTarget } from '../load/server-target.ts';
import { duration, whole } from '../options.ts';

/** The options of `leaklab load` on what is sent, for `parseArgs`. */
export const LOAD_OPTIONS = {
  'on-port': { type: 'string' },
  connections: { type: 'string', short: 'c' },
  duration: { type: 'string', short: 'd' },
  requests: { type: 'string', short: 'a' },
  rate: { type: 'string', short: 'R' },
  pipelining: { type: 'string', short: 'p' },
  method: { type: 'string', short: 'm' },
  headers: { type: 'string', short: 'H', multiple: true },
  body: { type: 'string', short: 'b' },
  'warm-up': { type: 'string' },
  opt: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

export const LOAD_DEFAULTS = { connections: 10, pipelining: 1, method: 'GET', warmUpMs: 2000 };

export type LoadTexts = {
  readonly [Name in Exclude<keyof typeof LOAD_OPTIONS, 'headers' | 'opt'>]?: string | undefined;
} & { readonly headers?: readonly string[] | undefined; readonly opt?: boolean | undefined };

/** The server that is meant by what was typed, and what it is sent. */
export function serverTarget(command: readonly string[], texts: LoadTexts): ServerTarget {
  const [program, ...args] = command;
  if (program === undefined) {
    throw new LeaklabError(
      'usage',
      'leaklab load needs a server: behind "--" comes the command that starts it, as in leaklab load --on-port / -- node server.js.',
    );
  }
  const path = texts['on-port'] ?? '/';
  if (!path.startsWith('/')) {
    throw new LeaklabError(
      'usage',
      `--on-port ${JSON.stringify(path)} can't be used: expected a path that begins with "/", as in --on-port /items.`,
    );
  }
  const given = <Value, Fallback>(
    name: 'connections' | 'pipelining' | 'rate' | 'requests' | 'warm-up',
    read: (text: string) => Value | null,
    fallback: Fallback,
    expected: string,
  ): Value | Fallback => {
    const text = texts[name];
    if (text === undefined) return fallback;
    const value = read(text.trim());
    if (value !== null) return value;
    throw new LeaklabError(
      'usage',
      `--${name} ${JSON.stringify(text)} can't be used: expected ${expected}.`,
    );
  };
  const upTo = (most: number) => (text: string) => whole(text, 1, most);
  return {
    subject: {
      name: nameOf(command),
      ...{ kind: 'server', path: null, implementation: null, variant: null },
    },
    command: [program, ...args],
    flags: texts.opt === true ? [] : WITHOUT_OPTIMISED_CODE,
    path,
    load: {
      method: methodOf(texts.method),
      headers: Object.fromEntries((texts.headers ?? []).map(header)),
      body: texts.body ?? null,
      connections: given(
        'connections',
        upTo(10_000),
        LOAD_DEFAULTS.connections,
        'a number from 1 to 10000',
      ),
      pipelining: given(
        'pipelining',
        upTo(1000),
        LOAD_DEFAULTS.pipelining,
        'a number from 1 to 1000',
      ),
      rate: given('rate', upTo(1_000_000), null, 'a number of requests a second, from 1 on'),
    },
    requests: given(
      'requests',
      upTo(Number.MAX_SAFE_INTEGER),
      null,
      'a whole number of requests, from 1 on',
    ),
    warmUpMs: given('warm-up', duration, LOAD_DEFAULTS.warmUpMs, 'a time such as 500ms or 5s'),
    isWhole: texts.duration !== undefined || texts.requests !== undefined,
  };
}

/** "server.js" of "node --flag server.js": the first that is a file, or else all of it. */
function nameOf(command: readonly string[]): string {
  const file = command.slice(1).find((part) => /\.[mc]?[jt]sx?$/.test(part));
  return file ?? command.join(' ');
}

function methodOf(text: string = LOAD_DEFAULTS.method): string {
  const method = text.toUpperCase();
  if (/^[A-Z]+$/.test(method)) return method;
  throw new LeaklabError(
    'usage',
    `--method ${JSON.stringify(text)} can't be used: expected a method such as GET or POST.`,
  );
}

function header(text: string): [string, string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)\s*[:=]\s*(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new LeaklabError(
    'usage',
    `--headers ${JSON.stringify(text)} can't be used: expected a name and a value, as in --headers 'accept: text/html'. It may be repeated.`,
  );
}

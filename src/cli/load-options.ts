import { statSync } from 'node:fs';
import type { ParseArgsConfig } from 'node:util';
import { LeaklabError } from '../errors.ts';
import { builtFile } from '../harness/built-file.ts';
import { WITHOUT_OPTIMISED_CODE } from '../harness/cell.ts';
import type { RequestPlan } from '../load/load.ts';
import { readRequests } from '../load/requests-file.ts';
import type { ScenarioServerOptions } from '../load/scenario-server.ts';
import type { ServerTarget } from '../load/server-target.ts';
import { duration, textReader, whole } from '../options.ts';
import type { Settings } from '../record/schema.ts';
import type { CatalogueEntry } from '../subject/registry.ts';

/** The options of `leaklab load` on what is sent, for `parseArgs`. */
export const LOAD_OPTIONS = {
  'on-port': { type: 'string' },
  port: { type: 'string' },
  url: { type: 'string' },
  'i-own-this-host': { type: 'boolean' },
  setup: { type: 'string' },
  teardown: { type: 'string' },
  connections: { type: 'string', short: 'c' },
  duration: { type: 'string', short: 'd' },
  requests: { type: 'string', short: 'a' },
  rate: { type: 'string', short: 'R' },
  pipelining: { type: 'string', short: 'p' },
  method: { type: 'string', short: 'm' },
  headers: { type: 'string', short: 'H', multiple: true },
  body: { type: 'string', short: 'b' },
  'requests-file': { type: 'string' },
  vary: { type: 'boolean' },
  'warm-up': { type: 'string' },
  opt: { type: 'boolean' },
  children: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/**
 * A short warm-up: the judge cuts off by itself what is left of it in the floors, and a buffer that grows
 * in steps shows itself over three doublings of the requests, counted from the first floor.
 */
export const LOAD_DEFAULTS = {
  connections: 10,
  pipelining: 1,
  method: 'GET',
  warmUpMs: 500,
  // With what a small server takes to start and to end, that is 20 s.
  budgetMs: 18_000,
};

export type LoadTexts = {
  readonly [Name in Exclude<
    keyof typeof LOAD_OPTIONS,
    'headers' | 'opt' | 'children' | 'vary' | 'i-own-this-host'
  >]?: string | undefined;
} & {
  readonly headers?: readonly string[] | undefined;
  readonly opt?: boolean | undefined;
  readonly children?: boolean | undefined;
  readonly vary?: boolean | undefined;
  readonly 'i-own-this-host'?: boolean | undefined;
};

/** What is sent, whichever server it is sent to. */
export type LoadRequest = Omit<
  ServerTarget,
  'subject' | 'expected' | 'command' | 'origin' | 'isScenario'
>;

/** The server of a user, by the command that starts it. */
export function serverTarget(command: readonly string[], request: LoadRequest): ServerTarget {
  const [program, ...args] = command;
  if (program === undefined) {
    throw new LeaklabError(
      'usage',
      'leaklab load needs a scenario, or a server: behind "--" comes the command that starts it, as in leaklab load --on-port / -- node server.js.',
    );
  }
  return {
    ...request,
    subject: {
      name: fileOf(command) ?? command.join(' '),
      ...{ kind: 'server', path: fileOf(command), implementation: null, variant: null },
    },
    expected: null,
    command: [program, ...args],
    origin: null,
    isScenario: false,
  };
}

/** A server that runs already, with the agent. */
export function runningTarget({ origin }: URL, request: LoadRequest): ServerTarget {
  return {
    ...request,
    subject: {
      ...{ name: origin, kind: 'server', path: null, implementation: null, variant: null },
    },
    expected: null,
    command: null,
    origin,
    isScenario: false,
  };
}

/** A subject of the catalogue, in a server of ours. */
export function scenarioTarget(
  { subject, expected, source }: CatalogueEntry,
  { threads, limitBytes }: Settings,
  request: LoadRequest,
): ServerTarget {
  const options: ScenarioServerOptions = { source, threads, limitBytes };
  const server = builtFile('load/scenario-server');
  return {
    ...{ ...request, subject, expected },
    command: [process.execPath, server, JSON.stringify(options)],
    flags: [...request.flags, WITHOUT_COMPACTION],
    origin: null,
    isScenario: true,
  };
}

/**
 * Where V8 moves the objects of a page to a new one, all of the new page counts as used: 220 KB more in one
 * floor of ten of the scenario server, which keeps its latest request.
 */
const WITHOUT_COMPACTION = '--no-compact';

/** What was typed, understood. */
export function loadRequest(texts: LoadTexts): LoadRequest {
  const given = textReader<'connections' | 'pipelining' | 'port' | 'rate' | 'requests' | 'warm-up'>(
    texts,
  );
  const upTo = (most: number) => (text: string) => whole(text, 1, most);
  return {
    children: texts.children === true,
    port: given('port', upTo(65_535), null, 'a port from 1 to 65535'),
    flags: texts.opt === true ? [] : WITHOUT_OPTIMISED_CODE,
    hooks: { setup: hookFile('setup', texts), teardown: hookFile('teardown', texts) },
    load: {
      requests: requestsOf(texts),
      varied: texts.vary === true,
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

/** Told before anything is started where there is no such file. */
function hookFile(name: 'setup' | 'teardown', texts: LoadTexts): string | null {
  const path = texts[name];
  if (path === undefined) return null;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  throw new LeaklabError(
    'usage',
    `--${name} ${JSON.stringify(path)} can't be used: there is no such file. Expected a module whose default export is called with { origin }.`,
  );
}

/** "server.js" of "node --flag server.js". */
const fileOf = (command: readonly string[]): string | null =>
  command.slice(1).find((part) => /\.[mc]?[jt]sx?$/.test(part)) ?? null;

/** Those of a file, or the one that the options say. */
function requestsOf(texts: LoadTexts): RequestPlan[] {
  const url = urlOf(texts);
  const { 'requests-file': file, body = null } = texts;
  const path = url === null ? (texts['on-port'] ?? '/') : `${url.pathname}${url.search}`;
  const headers = Object.fromEntries((texts.headers ?? []).map(header));
  if (file === undefined) {
    if (path.startsWith('/')) return [{ path, method: methodOf(texts.method), headers, body }];
    throw new LeaklabError(
      'usage',
      `--on-port ${JSON.stringify(path)} can't be used: expected a path that begins with "/", as in --on-port /items.`,
    );
  }
  const other = (['on-port', 'method', 'body'] as const).find((name) => texts[name] !== undefined);
  if (path !== '/' && url !== null) {
    throw new LeaklabError(
      'usage',
      `--url ${JSON.stringify(texts.url)} has a path, and the requests of --requests-file have theirs: name the server alone, as in --url ${url.origin}.`,
    );
  }
  if (other !== undefined) {
    throw new LeaklabError(
      'usage',
      `--${other} and --requests-file can't be used together: the file says what is sent.`,
    );
  }
  return readRequests(file, texts['i-own-this-host'] === true).map((one) => ({
    ...one,
    headers: { ...one.headers, ...headers },
  }));
}

/** Of a server that runs already; null where there is none. */
export function urlOf({ url: text, 'on-port': path }: LoadTexts): URL | null {
  if (text === undefined) return null;
  if (path !== undefined) {
    throw new LeaklabError(
      'usage',
      "--url and --on-port can't be used together: the URL of a server that runs has its path.",
    );
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return url;
  throw new LeaklabError(
    'usage',
    `--url ${JSON.stringify(text)} can't be used: expected the address of a server, as in --url http://127.0.0.1:3000/items.`,
  );
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

import { readFileSync } from 'node:fs';
import { LeaklabError } from '../errors.ts';
import type { RequestPlan } from './load.ts';
import { isLoopbackHost } from './loopback.ts';

/**
 * Requests from a file: a list in JSON, such as `[{"path": "/items", "method": "POST", "body": {"id": 1}}]`,
 * or a HAR as browsers save it. At least one. A HAR of another machine's server is an error unless
 * `isOwned`: those of a page are of many servers, and what is none of this one's is no load for it.
 */
export function readRequests(path: string, isOwned: boolean): RequestPlan[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    throw new LeaklabError('io', `Can't read ${path}: ${why}.`, { cause });
  }
  return parseRequests(text, path, isOwned);
}

export function parseRequests(text: string, name: string, isOwned = false): RequestPlan[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(name, `it is not JSON (${(cause as Error).message})`, { cause });
  }
  const isHar = isObject(value) && isObject(value.log) && Array.isArray(value.log.entries);
  const list = isHar
    ? ((value as Har).log.entries as unknown[]).map((entry) => (entry as HarEntry).request)
    : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw wrong(name, 'there is no request in it');
  }
  return list.map((item: unknown, i) => {
    const found = isHar ? ofHar(item, isOwned) : ofList(item);
    if (typeof found !== 'string') return found;
    throw wrong(name, `request ${i + 1}: ${found}`);
  });
}

interface Har {
  readonly log: { readonly entries: unknown };
}

interface HarEntry {
  readonly request: unknown;
}

function wrong(name: string, why: string, options?: ErrorOptions): LeaklabError {
  return new LeaklabError(
    'usage',
    `${name} can't be used: ${why}. Expected a list such as [{"path": "/items", "method": "POST", "headers": {"accept": "text/html"}, "body": "text"}], or a HAR.`,
    options,
  );
}

/** The request, or in words what is wrong with it. */
function ofList(item: unknown): RequestPlan | string {
  if (!isObject(item)) return 'it is no object';
  const { path, method = 'GET', headers = {}, body = null } = item;
  const unknown = Object.keys(item).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `there is no field "${unknown}"`;
  if (typeof path !== 'string' || !path.startsWith('/')) return '"path" must begin with "/"';
  if (!isMethod(method)) return '"method" must be one such as "POST"';
  if (!isObject(headers) || !Object.values(headers).every((one) => typeof one === 'string')) {
    return '"headers" must be an object of texts';
  }
  return {
    path,
    method: method.toUpperCase(),
    headers: headers as Record<string, string>,
    body: body === null || typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const KEYS = ['path', 'method', 'headers', 'body'];

function ofHar(item: unknown, isOwned: boolean): RequestPlan | string {
  if (!isObject(item)) return 'it is no object';
  const { url, method, headers, postData } = item;
  if (typeof url !== 'string' || !URL.canParse(url)) return '"url" is no address';
  if (!isMethod(method)) return '"method" must be one such as "POST"';
  const { pathname, search, hostname, origin } = new URL(url);
  if (!isOwned && !isLoopbackHost(hostname)) {
    return `it is for ${origin}, and would be sent to the server that is measured; where that is the same program, and all requests are for it, add --i-own-this-host`;
  }
  const named = (Array.isArray(headers) ? headers : []).filter(
    (one): one is { name: string; value: string } =>
      isObject(one) && typeof one.name === 'string' && typeof one.value === 'string',
  );
  const text = isObject(postData) ? postData.text : undefined;
  return {
    path: pathname + search,
    method: method.toUpperCase(),
    headers: Object.fromEntries(
      named.filter(({ name }) => !OF_CONNECTION.test(name)).map(({ name, value }) => [name, value]),
    ),
    body: typeof text === 'string' ? text : null,
  };
}

/** Of the connection on which it was recorded, or of HTTP/2. */
const OF_CONNECTION =
  /^(:.*|host|connection|content-length|transfer-encoding|keep-alive|upgrade)$/i;

const isMethod = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z]+$/i.test(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

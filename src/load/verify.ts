import { setTimeout as later } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { Client } from 'undici';
import { LeaklabError } from '../errors.ts';
import { failed } from './ended.ts';
import type { Load, RequestPlan } from './load.ts';
import { OF_VERIFICATION, vary } from './vary.ts';

/** How a request is answered, outside of the load. */
export interface Reply {
  readonly request: RequestPlan;
  readonly status: number;
  /** Where it redirects; nothing follows it. */
  readonly location: string | null;
  /** The beginning of the body, in a line. */
  readonly excerpt: string;
}

/** Of a file of requests, so many are looked at. */
const MOST = 16;
const EXCERPT_CHARACTERS = 200;
/** An answer that streams without end is one, too. */
const BODY_MS = 1000;

/**
 * Sends each request once, one after the other. Those that are not answered are left out, for the load
 * itself tells why; throws `Ended` where one takes longer than it may.
 */
export async function verify(
  origin: string,
  load: Pick<Load, 'requests' | 'varied'>,
  {
    timeoutMs,
    elapsedMs,
    signal,
  }: { readonly timeoutMs: number; elapsedMs(): number; readonly signal: AbortSignal },
): Promise<Reply[]> {
  const client = new Client(origin, {
    // As the load does; a server at hand has a certificate of its own making.
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const replies: Reply[] = [];
  const stop = (): void => void client.destroy();
  signal.addEventListener('abort', stop);
  try {
    for (const request of load.requests.slice(0, MOST)) {
      const sent = load.varied ? vary(request, numbers++ % OF_VERIFICATION) : request;
      try {
        replies.push({ request, ...(await ask(client, sent)) });
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'UND_ERR_HEADERS_TIMEOUT') continue;
        const what = `${request.method} ${request.path} has no answer after ${timeoutMs / 1000} s: the server hangs, or takes longer than --timeout allows`;
        throw failed(what, elapsedMs(), 'Timeout');
      }
    }
    return replies;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.destroy();
  }
}

/** Of requests that are to vary. */
let numbers = 0;

async function ask(client: Client, request: RequestPlan): Promise<Omit<Reply, 'request'>> {
  const { path, method, headers, body } = request;
  const answer = await client.request({
    ...{ path, headers, body },
    method: method as Dispatcher.HttpMethod,
  });
  const { location } = answer.headers;
  return {
    status: answer.statusCode,
    location: typeof location === 'string' ? location : null,
    excerpt: await excerptOf(answer.body),
  };
}

async function excerptOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of body.setEncoding('utf8')) {
      if (text.length < EXCERPT_CHARACTERS) text += String(chunk);
    }
  };
  await Promise.race([read().catch(() => {}), later(BODY_MS, undefined, { ref: false })]);
  const line = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > EXCERPT_CHARACTERS ? `${line.slice(0, EXCERPT_CHARACTERS)}…` : line;
}

const LEAST_REDIRECT = 300;
export const LEAST_ERROR = 400;

/** A path that is not there is a typing error: its memory says nothing of the server. */
export function refuse(
  statuses: readonly number[],
  requests: readonly RequestPlan[],
  excerpt: string,
): void {
  if (statuses.length === 0 || !statuses.every((status) => status >= LEAST_ERROR)) return;
  const paths = [...new Set(requests.map(({ path }) => path))].slice(0, 3).join(', ');
  const codes = [...new Set(statuses)].join(', ');
  const said = excerpt === '' ? '' : ` It said: ${JSON.stringify(excerpt)}.`;
  throw new LeaklabError(
    'usage',
    `All requests for ${paths} were answered with ${codes}: nothing was measured. Name a path that the server knows with --on-port or --url, or what it expects with --method, --headers, --body and --setup.${said}`,
  );
}

/** What is remarkable of answers that let the load begin. */
export function remarksOn(replies: readonly Reply[]): string[] {
  return replies.flatMap((reply) => {
    if (reply.status < LEAST_REDIRECT) return [];
    return reply.status < LEAST_ERROR
      ? `${named(reply)} is answered with ${reply.status}${reply.location === null ? '' : ` to ${reply.location}`}: redirects are told, and not followed`
      : `${named(reply)} is answered with ${reply.status}${quoted(reply)}`;
  });
}

/** What is answered otherwise than before the load. */
export function changesIn(before: readonly Reply[], after: readonly Reply[]): string[] {
  return before.flatMap((one) => {
    const now = after.find(({ request }) => request === one.request);
    if (now?.status === one.status) return [];
    const is =
      now === undefined
        ? 'is not answered any more'
        : `is answered with ${now.status}${quoted(now)}`;
    return `after the load ${named(one)} ${is}; before it was with ${one.status}`;
  });
}

const named = ({ request: { method, path } }: Reply): string => `${method} ${path}`;

const quoted = ({ excerpt }: Reply): string =>
  excerpt === '' ? '' : ` (${JSON.stringify(excerpt)})`;

import { setTimeout as later } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { Client } from 'undici';
import type { Load, RequestPlan } from './load.ts';

/**
 * One connection that stays open from round to round, as those of a proxy do for hours: what a server keeps
 * for as long as a connection lives adds up on it, while all others are closed before each floor.
 */
export interface LastingConnection {
  /** Sends so many requests, one after the other, and tells what becomes of each. */
  send(load: Load, requests: number, told: SendTold): Promise<void>;
  /** Ends what is under way; the connection is made anew when it is needed. */
  stop(): void;
}

export interface SendTold {
  readonly timeoutMs: number;
  /** The next to send. */
  next(): RequestPlan;
  sent(): void;
  answered(status: number): void;
  /** Not called where the connection was closed before the answer. */
  failed(reason: string, isTimeout: boolean): void;
}

/**
 * Of the requests, how much goes over it: as much as over each of the others. None does where there is but
 * one connection, or where requests ask for the end of theirs.
 */
export const lastingShare = ({
  connections,
  pipelining,
  requests,
}: Pick<Load, 'connections' | 'pipelining' | 'requests'>): number =>
  connections < 2 || requests.some(asksToClose) ? 0 : 1 / ((connections - 1) * pipelining + 1);

const asksToClose = ({ headers }: RequestPlan): boolean =>
  Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'connection' && /\bclose\b/i.test(value),
  );

export function createLastingConnection(): LastingConnection {
  let client: Client | null = null;
  let origin = '';
  let isStopped = false;
  const close = (): void => {
    void client?.destroy().catch(() => {});
    client = null;
  };
  return {
    async send(load, requests, told) {
      isStopped = false;
      if (load.origin !== origin) close();
      origin = load.origin;
      const everyMs = load.rate === null ? 0 : 1000 / (load.rate * lastingShare(load));
      const startedMs = performance.now();
      for (let i = 0; i < requests && !isStopped; i++) {
        const waitMs = startedMs + i * everyMs - performance.now();
        if (everyMs > 0 && waitMs > 0) await later(Math.ceil(waitMs));
        if (isStopped) return;
        client ??= open(origin, told.timeoutMs);
        const end = await sendOne(client, told);
        if (end === 'unsent') return;
        if (end === 'closed') close();
      }
    },
    stop() {
      isStopped = true;
      close();
    },
  };
}

/** A server at hand has a certificate of its own making. */
const open = (origin: string, timeoutMs: number): Client =>
  new Client(origin, {
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
    // Each request has a timer of ours.
    headersTimeout: 0,
    bodyTimeout: 0,
    // As long as the server keeps it, which may say so in each answer.
    keepAliveTimeout: LONGEST_MS,
    keepAliveMaxTimeout: LONGEST_MS,
  });

const LONGEST_MS = 24 * 3600_000;

/** What becomes of the connection; a request that undici doesn't send, as autocannon does, is none. */
type End = 'kept' | 'closed' | 'unsent';

function sendOne(client: Client, told: SendTold): Promise<End> {
  const { path, method, headers, body } = told.next();
  return new Promise((resolve) => {
    let status = 0;
    let isOver = false;
    const over = (end: End, tell: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (end !== 'unsent') told.sent();
      tell();
      resolve(end);
    };
    // undici has no limit for an answer that goes on and on.
    const timer = setTimeout(over, told.timeoutMs, 'closed', () => told.failed(TIMED_OUT, true));
    client.dispatch(
      { path, method: method as Dispatcher.HttpMethod, headers: sendable(headers), body },
      {
        // By this one, undici tells a handler from those of older versions.
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseEnd: () => over('kept', () => told.answered(status)),
        onResponseError(_controller, error) {
          const { code = error.message } = error as NodeJS.ErrnoException;
          if (UNSENT.has(code)) over('unsent', () => {});
          else if (CLOSED.has(code)) over('closed', () => {});
          else over('closed', () => told.failed(code, false));
        },
      },
    );
  });
}

/** Without those that undici writes itself, or refuses. */
const sendable = (headers: RequestPlan['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.has(name.toLowerCase())));

const OWN = new Set([
  ...['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'],
]);

/** In autocannon's words. */
export const TIMED_OUT = 'request timed out';
const UNSENT = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);
/** By the server, or by us. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_ABORTED', 'ECONNRESET']);

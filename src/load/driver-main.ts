import type { EventEmitter } from 'node:events';
import autocannon from 'autocannon';
import { describeError } from '../errors.ts';
import { createLastingConnection, lastingShare, TIMED_OUT } from './lasting-connection.ts';
import type { FromDriver, Load, LoadResult, RequestPlan, ToDriver } from './load.ts';
import { OF_VERIFICATION, vary } from './vary.ts';

/**
 * The driver: a process of its own, for its histograms and its garbage are none of the server's. It
 * sends as many requests as it is told, round after round, and counts what becomes of them.
 */
let running: { stop(): void } | null = null;

process.on('message', (message: ToDriver) => {
  if (message.type === 'stop') {
    running?.stop();
    return;
  }
  const { load, requests, timeoutMs } = message;
  drive(load, requests, timeoutMs).then(
    (result) => say({ type: 'done', result }),
    (thrown: unknown) => say({ type: 'failed', message: describeError(thrown).message }),
  );
});
process.on('disconnect', () => process.exit(1));
// A terminal sends Ctrl-C to all processes; the parent decides what to do about it.
process.on('SIGINT', () => {});

const PROGRESS_MS = 50;
/** autocannon looks so often whether it is done. */
const SAMPLE_MS = 10;

async function drive(load: Load, requests: number, timeoutMs: number): Promise<LoadResult> {
  let sent = 0;
  let answered = 0;
  let errors = 0;
  let timeouts = 0;
  const statuses: Record<string, number> = {};
  const reasons = new Set<string>();
  const startedMs = performance.now();
  let endedMs = startedMs;
  // autocannon's own sum of what was sent is wrong where there is a rate.
  const setupClient = (client: EventEmitter): void => {
    client.on('request', () => {
      sent++;
    });
  };
  const { origin, pipelining, rate } = load;
  const overLasting = Math.floor(requests * lastingShare(load));
  const amount = requests - overLasting;
  const connections = load.connections - (overLasting > 0 ? 1 : 0);
  const ownRate = rate === null ? null : Math.max(1, Math.round((rate * amount) / requests));
  const instance = autocannon({
    ...{ url: origin, pipelining, requests: load.requests.map(requestOf(load.varied)) },
    ...(ownRate === null ? {} : { overallRate: ownRate }),
    amount,
    connections: Math.min(connections, amount, ownRate ?? amount),
    timeout: Math.ceil(timeoutMs / 1000),
    sampleInt: SAMPLE_MS,
    setupClient,
  });
  running = {
    stop() {
      instance.stop();
      lasting.stop();
    },
  };
  const answer = (status: number): void => {
    answered++;
    endedMs = performance.now();
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const fail = (reason: string, isTimeout: boolean): void => {
    errors++;
    endedMs = performance.now();
    if (isTimeout) timeouts++;
    reasons.add(reason);
  };
  instance.on('response', (_client, status) => answer(status));
  instance.on('reqError', ({ code, message }: NodeJS.ErrnoException) =>
    fail(code ?? message, message === TIMED_OUT),
  );
  const alongside = lasting.send(load, overLasting, {
    ...{ timeoutMs, next: () => nextOf(load), answered: answer, failed: fail },
    sent: () => {
      sent++;
    },
  });
  const progress = setInterval(() => say({ type: 'progress', answered }), PROGRESS_MS);
  try {
    const [{ latency }] = await Promise.all([instance, alongside]);
    if (rate !== null) endedMs = await untilMs(startedMs + (1000 * requests) / rate);
    return {
      ...{ sent, answered, errors, timeouts, statuses },
      aborted: Math.max(0, sent - answered - errors),
      loadMs: Math.max(0.001, endedMs - startedMs),
      latencyMs: { p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max },
      reasons: [...reasons],
    };
  } catch (thrown) {
    lasting.stop();
    throw thrown;
  } finally {
    clearInterval(progress);
    running = null;
  }
}

/** Requests of all rounds: no number comes again. */
let varied = OF_VERIFICATION;

const lasting = createLastingConnection();
/** Of the requests, which one comes next over it. */
let turn = 0;

function nextOf({ requests, varied: isVaried }: Load): RequestPlan {
  const plan = requests[turn++ % requests.length]!;
  return isVaried ? vary(plan, varied++) : plan;
}

function requestOf(isVaried: boolean): (plan: RequestPlan) => autocannon.Request {
  const plain = ({ body, ...rest }: RequestPlan): autocannon.Request => ({
    ...rest,
    ...(body === null ? {} : { body }),
  });
  return (plan) =>
    isVaried
      ? {
          ...plain(plan),
          setupRequest: (request) => ({ ...request, ...plain(vary(plan, varied++)) }),
        }
      : plain(plan);
}

/** autocannon sends what is due in a second at its beginning: the rest of it belongs to the round. */
async function untilMs(endMs: number): Promise<number> {
  const leftMs = endMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(leftMs)));
  return performance.now();
}

function say(message: FromDriver): void {
  if (process.connected) process.send?.(message);
}

import type { EventEmitter } from 'node:events';

/**
 * Runs code in each worker thread that this isolate has started, by the inspector: a worker that runs
 * already has no other door. Returns how many there are. The session is closed at once, for V8 keeps the
 * arguments of `console.log` as long as one is open.
 */
export async function inEachWorker(code: string): Promise<number> {
  // Few servers need it: most have an agent in each of their workers.
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  const unanswered = new Map<string, () => void>();
  const answers: Promise<void>[] = [];
  const message = JSON.stringify({
    id: 1,
    method: 'Runtime.evaluate',
    // It may come in the middle of anything: nothing is done before that is over.
    params: { expression: `setImmediate(() => { ${code} }); 0` },
  });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    answers.push(new Promise((resolve) => unanswered.set(sessionId, resolve)));
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId } }) =>
    unanswered.get(sessionId)?.(),
  );
  try {
    // Tells of all workers that there are, before it returns.
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    await Promise.race([Promise.all(answers), late()]);
    session.post('NodeWorker.disable');
    return answers.length;
  } finally {
    session.disconnect();
  }
}

/**
 * The same, as soon as a worker of this isolate is online: all that is preloaded has run by then. Returns what
 * ends it.
 */
export function inWorkersToCome(
  code: string,
  isMeant: (threadId: number) => boolean = () => true,
): () => void {
  const reach = (started: object): void => {
    const worker = started as EventEmitter & { readonly threadId: number };
    // Where it fails, that worker is not measured.
    worker.once('online', () => {
      if (isMeant(worker.threadId)) void inEachWorker(code).catch(() => {});
    });
  };
  process.on('worker', reach);
  return () => process.off('worker', reach);
}

/** One that blocks its event loop does not answer; one that just starts does, on a slow machine after a while. */
const LATE_MS = 5000;

const late = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, LATE_MS).unref();
  });

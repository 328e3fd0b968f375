import { conclude, knownControls } from '../harness/conclude.ts';
import type { Ending } from '../harness/ending.ts';
import { isOfObjects } from '../harness/explain-objects.ts';
import type { Log } from '../harness/log.ts';
import { openLog } from '../harness/log.ts';
import type { Measurement } from '../harness/measure.ts';
import type { LoadRecord, RecordedEvent, Tool } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { begin, verified } from './begin.ts';
import { Ended, outOfMemory } from './ended.ts';
import { explainServer } from './explain-server.ts';
import { explainServerWasm } from './explain-server-wasm.ts';
import { lastingShare } from './lasting-connection.ts';
import type { RoundsOptions } from './measure-rounds.ts';
import { measureRounds } from './measure-rounds.ts';
import { openSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';
import { changesIn } from './verify.ts';

export interface MeasureLoadOptions extends RoundsOptions {
  readonly tool: Tool;
  readonly path: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
}

/**
 * Starts a server, drives it in rounds, lets it come to rest after each, and records the floors of its
 * isolates until the verdict is certain. What happens to the server is in the recording: this throws
 * where the request itself can't be meant, or the recording can't be written.
 */
export async function measureLoad(options: MeasureLoadOptions): Promise<Measurement> {
  const { target, signal } = options;
  const startedAt = new Date();
  const { timeoutMs } = options.settings;
  const session = await openSession({ target, signal, timeoutMs, originMs: startedAt.getTime() });
  let log: Log | null = null;
  try {
    const begun = await begin(session, options).catch(orEnding);
    const isolates = 'end' in begun ? [] : begun.isolates;
    const settings = { ...options.settings, threads: Math.max(1, isolates.length) };
    log = openLog(
      {
        path: options.path,
        overwrite: options.overwrite,
        header: {
          ...{ subject: target.subject, expected: target.expected },
          ...{ controls: null, wasmMaximumBytes: null },
          ...{ settings, tool: toolOf(options.tool, isolates) },
          load: loadRecord(target, session.origin()),
        },
      },
      startedAt,
    );
    for (const note of session.notes) log.note(note);
    const ending =
      'end' in begun
        ? begun
        : await measureRounds(session, log, begun, { ...options, settings }).catch(orEnding);
    // What has happened since the last floors, too.
    const late = session.events();
    for (const event of [...late, ...withoutKnown(ending.events, late)]) log.add(event);
    const changes =
      'end' in begun || ending.error !== null || signal.aborted
        ? []
        : await verified(session, settings, signal).then(
            (now) => changesIn(begun.replies, now),
            unanswered,
          );
    const problem = await session.teardown();
    for (const text of problem === null ? changes : [...changes, problem]) {
      log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
    }
    const controls = signal.aborted ? null : await knownControls(log, options);
    const { path } = options;
    return await conclude(
      log,
      { target, path, settings, controls, ending: inLightOf(late, ending) },
      async (first) => {
        if (first.verdict !== 'leak' || signal.aborted) return;
        await session.end();
        const explain = isOfObjects(first.memory) ? explainServer : explainServerWasm;
        await explain(target, settings, first, log!, signal);
      },
    );
  } finally {
    log?.close();
    await session.end();
  }
}

/** It does no harm to what was measured. */
const unanswered = (thrown: unknown): string[] => {
  if (!(thrown instanceof Ended)) throw thrown;
  return thrown.ending.error === null ? [] : [`after the load: ${thrown.ending.error.message}`];
};

function orEnding(thrown: unknown): Ending {
  if (thrown instanceof Ended) return thrown.ending;
  throw thrown;
}

/** Requests that were not answered any more are no failure of another kind where a worker ran out of memory. */
function inLightOf(events: readonly RecordedEvent[], ending: Ending): Ending {
  const exhausted = events.find((event) => event.event === 'out-of-memory');
  if (ending.end !== 'failed' || exhausted === undefined) return ending;
  return { ...ending, ...outOfMemory(exhausted.message) };
}

/** That a process ran out of memory is known of its isolate, and of the server as a whole. */
const withoutKnown = (
  events: readonly RecordedEvent[],
  known: readonly RecordedEvent[],
): readonly RecordedEvent[] =>
  known.some(({ event }) => event === 'out-of-memory')
    ? events.filter(({ event }) => event !== 'out-of-memory')
    : events;

/** The limit that binds is that of the smallest isolate. */
function toolOf(tool: Tool, isolates: readonly Isolate[]): Tool {
  const limits = isolates.map(({ heapLimitBytes }) => heapLimitBytes);
  return limits.length === 0
    ? tool
    : { ...tool, node: isolates[0]!.node, heapLimitBytes: Math.min(...limits) };
}

function loadRecord({ command, load }: ServerTarget, origin: string): LoadRecord {
  const { requests, varied, connections, pipelining, rate } = load;
  return {
    ...{ command: [...(command ?? [])], origin, varied, connections, pipelining, rate },
    lastingShare: lastingShare(load),
    requests: requests.map(({ path, method, headers, body }) => ({
      ...{ path, method, headers: Object.keys(headers) },
      bodyBytes: Buffer.byteLength(body ?? ''),
    })),
  };
}

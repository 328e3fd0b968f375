import { BroadcastChannel, threadId, workerData } from 'node:worker_threads';
import { describeError } from '../errors.ts';
import { loadSubject } from '../subject/load.ts';
import { MEMORY_CHANNEL, memoryOf } from './scenario-endpoints.ts';
import type { ScenarioServerOptions } from './scenario-server.ts';

/** In a thread of the pool: one operation of the subject a task. */
const { source, limitBytes } = workerData as ScenarioServerOptions;
const loaded = await loadSubject(source, { limitBytes });
let operations = 0;

const channel = new BroadcastChannel(MEMORY_CHANNEL);
channel.onmessage = (message) => {
  // What other threads answer comes here, too.
  if ((message as { data: unknown }).data === null) channel.postMessage(memoryOf(threadId));
};
(channel as { unref?(): void }).unref?.();

export default async function operate(): Promise<void> {
  if (!loaded.ok) throw new Error(`${loaded.phase}: ${describeError(loaded.thrown).message}`);
  await loaded.subject.operation(operations++);
}

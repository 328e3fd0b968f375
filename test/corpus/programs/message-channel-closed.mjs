// Sends a message through a channel of its own and closes it.
import { MessageChannel } from 'node:worker_threads';

export default async function operation(index) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => port2.once('message', resolve));
  port1.postMessage({ index, text: 'hello' });
  const { text } = await answer;
  // Without a listener for messages, a port no longer keeps its process waiting.
  port2.ref();
  const closed = new Promise((resolve) => port2.once('close', resolve));
  port1.close();
  await closed;
  return text.length;
}

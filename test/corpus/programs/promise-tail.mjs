// Queues each job behind the one before; the first one never ends.
export const first = new Promise(() => {});
let tail = first;

export default function operation(index) {
  const job = { index };
  tail = tail.then(() => job.index);
}

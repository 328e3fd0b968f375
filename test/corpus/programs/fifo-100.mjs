// A queue of exactly one hundred jobs: one comes, the oldest goes.
const queue = [];

export default function operation(index) {
  queue.push({ index, run: () => index });
  if (queue.length > 100) return queue.shift().run();
  return null;
}

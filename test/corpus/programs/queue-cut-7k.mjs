// A queue of jobs; when 7,000 wait, all but the few important ones are dropped.
let queue = [];

export default function operation(index) {
  queue.push({ id: index, important: index % 100 === 0 });
  if (queue.length >= 7000) queue = queue.filter((job) => job.important).slice(-50);
}

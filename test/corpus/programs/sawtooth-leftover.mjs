// A queue that is emptied at 5,000 jobs; one job in ten also stays in a list of failures.
let queue = [];
let failures = null;

export default function operation(index) {
  const job = { index, data: [1, 2, 3] };
  queue.push(job);
  if (index % 10 === 0) failures = { previous: failures, job };
  if (queue.length > 5000) queue = [];
}

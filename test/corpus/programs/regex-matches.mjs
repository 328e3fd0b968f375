// Finds all words and numbers of a line of log.
const PATTERN = /(?<word>[a-z]+)|(?<number>\d+)/g;

export default function operation(index) {
  const line = `GET /orders/${index} answered ${200 + (index % 5)} in ${index % 97} ms`;
  let numbers = 0;
  for (const match of line.matchAll(PATTERN)) if (match.groups.number !== undefined) numbers++;
  return numbers;
}

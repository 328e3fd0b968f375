/** Where the width is not known (a file, a pipe) it is that of a terminal as it comes. */
const USUAL_COLUMNS = 80;
const FEWEST_COLUMNS = 20;

export function columnsOf(stream: { columns?: number }): number {
  return Math.max(FEWEST_COLUMNS, stream.columns ?? USUAL_COLUMNS);
}

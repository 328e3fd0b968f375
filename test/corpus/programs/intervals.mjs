// Starts an interval for each connection and forgets to clear it.
export default function operation(index) {
  const connection = { index, alive: true };
  setInterval(() => connection.alive, 3_600_000).unref();
}

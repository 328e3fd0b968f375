// Restarts a heartbeat every 200 operations without clearing the one before.
let beat = 0;

export default function operation(index) {
  if (index % 200 === 0) {
    const samples = new Array(100).fill(index & 1023);
    setInterval(() => {
      beat += samples.length;
    }, 3_600_000).unref();
  }
  return beat;
}

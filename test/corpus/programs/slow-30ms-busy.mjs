// Computes for 30 ms with a scratch array that is kept.
const scratch = new Float64Array(10_000);

export default function operation(index) {
  const start = performance.now();
  let at = 0;
  while (performance.now() - start < 30) {
    scratch[at] = Math.sqrt(at + index);
    at = (at + 1) % scratch.length;
  }
}

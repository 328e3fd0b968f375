// Keeps a big integer each time.
let last = null;

export default function operation(index) {
  last = { previous: last, serial: (1n << 100n) + BigInt(index) };
}

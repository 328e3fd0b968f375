// In 2,000 of 10,000 operations a trace is on; what it notes stays.
let trace = null;

export default function operation(index) {
  const entry = { index, depth: 3 };
  if (index % 10_000 < 2000) trace = { previous: trace, entry };
  return entry.depth;
}

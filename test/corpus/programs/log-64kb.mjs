// A log of text lines; beyond 2,000 lines the older half goes.
let lines = [];

export default function operation(index) {
  lines.push(`${new Date(index * 1000).toISOString()} request ${index} took ${index % 91} ms`);
  if (lines.length > 2000) lines = lines.slice(1000);
}

// Keeps the first 20,000 requests as a sample, and no more.
const sample = [];

export default function operation(index) {
  const request = { index, path: `/items/${index % 100}` };
  if (sample.length < 20_000) sample.push(request);
}

// After 2,000 requests a retry list comes into use, and nothing is ever taken off it.
let retries = null;

export default function operation(index) {
  const request = { index, attempts: 1, body: [index] };
  if (index > 2000) retries = { next: retries, request };
  return request.attempts;
}

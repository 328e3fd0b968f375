// A debug log that is switched on at the 20,000th operation and never off.
let log = null;

export default function operation(index) {
  const request = { index, path: '/orders' };
  if (index >= 20_000) log = { previous: log, request };
}

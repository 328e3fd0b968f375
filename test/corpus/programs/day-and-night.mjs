// Sessions come and go with the time of a day that has 40,000 operations.
const sessions = [];

export default function operation(index) {
  const wanted = 3000 + 2500 * Math.sin((index / 40_000) * 2 * Math.PI);
  while (sessions.length < wanted) sessions.push({ index, cart: [] });
  while (sessions.length > wanted) sessions.pop();
}

// Sessions come and go with the time of day; one in twenty that go stays in a list.
const sessions = [];
let expired = null;

export default function operation(index) {
  const wanted = 3000 + 2500 * Math.sin((index / 40_000) * 2 * Math.PI);
  while (sessions.length < wanted) sessions.push({ index, cart: [] });
  while (sessions.length > wanted) sessions.pop();
  if (index % 20 === 0) expired = { next: expired, session: { index, cart: new Array(8).fill(0) } };
}

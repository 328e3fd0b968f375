// Keeps 50,000 users by id in a plain object, asked for in a shuffled order.
const users = {};

export default function operation(index) {
  const id = `u${((index % 50_000) * 7919) % 50_000}`;
  users[id] ??= { id, visits: 0 };
  users[id].visits++;
}

// A cache of 10,000 users fills up; the ids of all who came stay in a list.
const users = new Map();
const came = [];

export default function operation(index) {
  const id = index % 10_000;
  if (!users.has(id)) users.set(id, { id, name: `user ${id}` });
  came.push(id);
}

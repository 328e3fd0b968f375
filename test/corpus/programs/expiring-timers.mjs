// Holds what it has answered for 10 ms, in case that it is asked again.
const recent = new Map();

export default async function operation(index) {
  recent.set(index, { index, body: 'answer' });
  setTimeout(() => recent.delete(index), 10);
  await new Promise((resolve) => setImmediate(resolve));
}

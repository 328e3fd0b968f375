// Consumers wait for items of a queue that gets none.
const takers = [];

async function consume(index) {
  const item = await new Promise((resolve) => takers.push(resolve));
  return { index, item };
}

export default function operation(index) {
  consume(index);
}

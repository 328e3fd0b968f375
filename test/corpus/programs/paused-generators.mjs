// Keeps generators that were read half-way.
const paused = [];

function* numbers(from) {
  yield from;
  yield from + 1;
}

export default function operation(index) {
  const generator = numbers(index);
  paused.push(generator);
  return generator.next().value;
}

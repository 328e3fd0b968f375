// Remembers each number that it has seen, to tell duplicates.
const seen = new Set();

export default function operation(index) {
  const measured = index * 3.5;
  if (seen.has(measured)) throw new Error('measured twice');
  seen.add(measured);
}

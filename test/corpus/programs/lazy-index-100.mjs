// Builds an index of 200,000 words at the hundredth operation.
let words = null;

export default function operation(index) {
  if (index < 100) return false;
  words ??= new Set(Array.from({ length: 200_000 }, (_, nth) => `word${nth}`));
  return words.has(`word${index}`);
}

// Sorts a fresh array of fifty numbers.
export default function operation(index) {
  const numbers = Array.from({ length: 50 }, (_, nth) => (nth * index) % 17);
  return numbers.sort((a, b) => a - b)[25];
}

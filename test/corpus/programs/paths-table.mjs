// Counts paths through a grid of 150 by 150 and remembers each result.
const SIDE = 150;
const known = Array.from({ length: SIDE }, () => []);

function paths(row, column) {
  if (row === 0 || column === 0) return 1;
  known[row][column] ??= paths(row - 1, column) + paths(row, column - 1);
  return known[row][column];
}

export default function operation(index) {
  const at = (index * 7) % (SIDE * SIDE);
  return paths(Math.floor(at / SIDE), at % SIDE);
}

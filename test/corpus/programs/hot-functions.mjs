// Runs 300 functions, each of which gets hot when the one before it has cooled down.
const functions = Array.from(
  { length: 300 },
  (_, nth) =>
    new Function(
      'x',
      `let s = ${nth}; for (let i = 0; i < 50; i++) s = (s * 31 + x + i) | 0; return s;`,
    ),
);

export default function operation(index) {
  return functions[Math.floor(index / 400) % functions.length](index);
}

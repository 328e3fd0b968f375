// Appends two bytes to a column that doubles, and makes 10 KB of garbage beside.
let column = new Uint16Array(1024);
let length = 0;

export default function operation(index) {
  const garbage = new Array(1280).fill(index);
  if (length === column.length) {
    const larger = new Uint16Array(column.length * 2);
    larger.set(column);
    column = larger;
  }
  column[length++] = index & 65_535;
  return garbage.length;
}

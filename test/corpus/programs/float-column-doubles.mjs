// Appends to a column of floats whose buffer doubles when it is full.
let column = new Float64Array(1024);
let length = 0;

export default function operation(index) {
  if (length === column.length) {
    const larger = new Float64Array(column.length * 2);
    larger.set(column);
    column = larger;
  }
  column[length++] = index / 3;
}

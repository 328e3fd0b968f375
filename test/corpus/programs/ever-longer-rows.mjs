// Keeps a row for each operation, and each hundred operations rows get one cell longer.
let rows = null;

export default function operation(index) {
  rows = { previous: rows, cells: new Array(1 + Math.floor(index / 100)).fill(index & 1023) };
}

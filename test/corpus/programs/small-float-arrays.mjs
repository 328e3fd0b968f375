// Keeps a vector of four numbers each time.
let last = null;

export default function operation(index) {
  last = { previous: last, vector: new Float64Array(4).fill(index) };
}

// Appends a small integer to an array.
const samples = [];

export default function operation(index) {
  samples.push(index & 1023);
}

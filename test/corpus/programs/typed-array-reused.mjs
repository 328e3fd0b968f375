// Computes a moving average in arrays that are reused.
const input = new Float64Array(256);
const output = new Float64Array(256);

export default function operation(index) {
  input[index % 256] = Math.sin(index);
  for (let at = 2; at < 256; at++) output[at] = (input[at - 2] + input[at - 1] + input[at]) / 3;
  return output[255];
}

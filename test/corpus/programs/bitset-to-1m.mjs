// Marks numbers below a million in a set of bits that doubles when it has to.
let bits = new Uint32Array(32);

export default function operation(index) {
  const number = (index * 37) % 1_000_000;
  const word = number >> 5;
  if (word >= bits.length) {
    const larger = new Uint32Array(2 ** Math.ceil(Math.log2(word + 1)));
    larger.set(bits);
    bits = larger;
  }
  bits[word] |= 1 << (number & 31);
}

// Overwrites the oldest of the last 1,000 measurements.
const ring = new Array(1000).fill(null);

export default function operation(index) {
  ring[index % ring.length] = { at: index, celsius: 20 + (index % 7) / 2 };
}

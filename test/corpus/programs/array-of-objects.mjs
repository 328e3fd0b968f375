// Pushes a small object onto an array at module level.
const seen = [];

export default function operation(index) {
  seen.push({ index });
}

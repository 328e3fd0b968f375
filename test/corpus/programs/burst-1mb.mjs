// Every 1,000th operation takes 1 MB and holds it until the next one does.
let held = null;

export default function operation(index) {
  if (index % 1000 === 0) held = Buffer.alloc(1024 * 1024, index & 255);
  return held[index % held.length];
}

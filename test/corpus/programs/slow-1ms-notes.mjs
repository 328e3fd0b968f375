// Works for 1 ms and keeps a note.
let notes = null;

export default function operation(index) {
  const start = performance.now();
  while (performance.now() - start < 1);
  notes = { previous: notes, words: new Array(20).fill(index & 1023) };
}

// Batches of 100 rows are written; each twentieth batch fails and waits for a retry that never comes.
let batch = [];
let written = 0;
const failed = [];

export default function operation(index) {
  batch.push({ index, value: index & 1023 });
  if (batch.length < 100) return;
  written++;
  if (written % 20 === 0) failed.push(batch);
  batch = [];
}

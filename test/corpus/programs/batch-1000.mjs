// Collects rows and writes them in batches of 1,000.
let batch = [];
let written = 0;

export default function operation(index) {
  batch.push({ index, text: `row ${index}`, values: [index, index * 2] });
  if (batch.length < 1000) return;
  written += batch.length;
  batch = [];
}

export const rows = () => written;

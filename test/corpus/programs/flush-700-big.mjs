// Flushes at 700 entries of 2 KB.
let entries = [];

export default function operation(index) {
  entries.push({ index, cells: new Array(256).fill(0) });
  if (entries.length >= 700) entries = [];
}

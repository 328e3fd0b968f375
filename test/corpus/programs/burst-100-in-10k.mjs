// Each 10,000th operation imports a file, and keeps its hundred rows for good.
const rows = [];

export default function operation(index) {
  if (index % 10_000 !== 9999) return;
  for (let nth = 0; nth < 100; nth++) rows.push({ nth, cells: new Array(64).fill(index) });
}

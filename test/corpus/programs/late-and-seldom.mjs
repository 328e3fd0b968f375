// From the 5,000th operation on, one in twenty keeps a small report.
let reports = null;

export default function operation(index) {
  const report = { index, lines: [index & 7, 2, 3] };
  if (index >= 5000 && index % 20 === 0) reports = { next: reports, report, cells: new Array(30) };
  return report.lines.length;
}

// Builds a table as text, cell by cell.
export default function operation(index) {
  let html = '';
  for (let row = 0; row < 10; row++) html += `<tr><td>${index}</td><td>${row}</td></tr>`;
  return html.trim().length;
}

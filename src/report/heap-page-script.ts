/** Of the page: a column's head sorts by it, the search hides rows. It only moves what is there. */
export const HEAP_PAGE_SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table')) {
  const heads = [...table.querySelectorAll('th')];
  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      const isNumber = head.classList.contains('number');
      const before = head.getAttribute('aria-sort');
      const down = before === null ? isNumber : before === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = (row) => {
        const cell = row.cells[column];
        if (!isNumber) return cell.textContent;
        return cell.dataset.value === '' ? -1 : Number(cell.dataset.value);
      };
      const order = (a, b) => (isNumber ? a - b : a.localeCompare(b));
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => ({ row, key: key(row) }));
      rows.sort((a, b) => (down ? order(b.key, a.key) : order(a.key, b.key)));
      body.append(...rows.map(({ row }) => row));
    });
  });
}
const search = document.getElementById('search');
const found = document.getElementById('found');
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
search.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const section of document.querySelectorAll('section')) {
    let any = false;
    for (const row of section.querySelectorAll('tbody tr')) {
      const isMatch = row.textContent.toLowerCase().includes(wanted);
      row.hidden = !isMatch;
      any = any || isMatch;
      if (isMatch) shown++;
    }
    section.hidden = !any;
  }
  found.textContent = wanted === '' ? '' : shown + (shown === 1 ? ' row' : ' rows');
});
`;

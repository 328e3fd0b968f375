// A ring of 100 lists that are reused; one in 64 items is too long for its list and goes elsewhere.
const ring = Array.from({ length: 100 }, () => []);
let oversized = null;

export default function operation(index) {
  const list = ring[index % 100];
  list.length = 0;
  for (let nth = 0; nth < 10; nth++) list.push(nth);
  if (index % 64 === 63)
    oversized = { next: oversized, item: { index, text: 'long', cells: [1, 2] } };
}

// Works on numbers; each 1,000th operation keeps a report of 4 KB.
let newest = null;

export default function operation(index) {
  let sum = 0;
  for (let nth = 0; nth < 20; nth++) sum += nth * index;
  if (index % 1000 === 0) newest = { previous: newest, cells: new Array(512).fill(index) };
  return sum;
}

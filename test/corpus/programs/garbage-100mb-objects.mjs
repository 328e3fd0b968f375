// Makes 100 MB of small objects in one operation; a thousand of them are alive at a time.
const alive = new Array(1000).fill(null);

export default function operation(index) {
  for (let nth = 0; nth < 1_250_000; nth++)
    alive[nth % 1000] = { nth, index, next: null, rest: [] };
  return alive[index % 1000].nth;
}

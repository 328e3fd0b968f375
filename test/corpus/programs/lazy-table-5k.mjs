// Builds a big lookup table when it is first needed, at the 5,000th operation.
let table = null;

export default function operation(index) {
  if (index >= 5000)
    table ??= Array.from({ length: 50_000 }, (_, nth) => ({ nth, root: nth ** 0.5 }));
  return table === null ? 0 : table[index % 50_000].root;
}

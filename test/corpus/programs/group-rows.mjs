// Groups fifty rows by a key and sums each group.
export default function operation(index) {
  const rows = Array.from({ length: 50 }, (_, nth) => ({
    key: `k${(nth * index) % 7}`,
    amount: nth,
  }));
  const groups = {};
  for (const { key, amount } of rows) {
    groups[key] ??= [];
    groups[key].push(amount);
  }
  return Object.values(groups).map((amounts) => amounts.reduce((a, b) => a + b));
}

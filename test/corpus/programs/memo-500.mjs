// Memoizes a function of 500 possible arguments.
const memo = new Map();

const describe = (key) => ({ key, label: `item number ${key}`, squares: [key, key * key] });

export default function operation(index) {
  const key = ((index % 500) * 7919) % 500;
  let found = memo.get(key);
  if (found === undefined) {
    found = describe(key);
    memo.set(key, found);
  }
  return found.label;
}

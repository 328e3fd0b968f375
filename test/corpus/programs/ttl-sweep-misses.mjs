// Entries live for 1,000 operations; the sweep looks at even ids alone.
const entries = new Map();

export default function operation(index) {
  entries.set(index, { expires: index + 1000, user: index % 50 });
  const old = index - 1000;
  if (old % 2 === 0) entries.delete(old);
}

// A cache of two generations: when the young one has 4,000 entries it becomes the old one.
let young = new Map();
let old = new Map();

export default function operation(index) {
  const key = `k${index}`;
  young.set(key, { index });
  if (young.size < 4000) return;
  old = young;
  young = new Map();
}

export const size = () => young.size + old.size;

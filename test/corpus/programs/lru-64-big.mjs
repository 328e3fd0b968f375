// An LRU of 64 rendered pages of 16 KB.
const pages = new Map();

export default function operation(index) {
  const key = `/page/${(index * 31) % 997}`;
  let page = pages.get(key);
  pages.delete(key);
  page ??= new Array(2048).fill(index % 997);
  pages.set(key, page);
  if (pages.size > 64) pages.delete(pages.keys().next().value);
}

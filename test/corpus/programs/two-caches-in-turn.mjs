// Fills a cache of 8,000 users first, and then one of 20,000 items.
const users = new Map();
const items = new Map();

export default function operation(index) {
  if (index < 12_000) users.set(index % 8000, { id: index % 8000, name: 'somebody' });
  else items.set(index % 20_000, { id: index % 20_000, price: 1 });
}

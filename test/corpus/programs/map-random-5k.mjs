// Looks up one of 5,000 products at random and remembers it.
import { seeded } from '../random.mjs';

const random = seeded(5);
const products = new Map();

export default function operation(index) {
  const id = `product-${Math.floor(random() * 5000)}`;
  if (!products.has(id)) products.set(id, { id, firstSeen: index });
  return products.get(id).firstSeen;
}

// Flushes events at about 20,000; each fiftieth has been tagged, and tags are remembered.
import { seeded } from '../random.mjs';

const random = seeded(21);
const tags = new Set();
let events = [];
let flushAt = 20_000;

export default function operation(index) {
  const event = { index, tag: index % 50 === 0 ? { name: 'tag', event: index } : null };
  events.push(event);
  if (event.tag !== null) tags.add(event.tag);
  if (events.length < flushAt) return;
  events = [];
  flushAt = 15_000 + Math.floor(random() * 10_000);
}

// Collects events and flushes them at about 20,000, never at quite the same number.
import { seeded } from '../random.mjs';

const random = seeded(20);
let events = [];
let flushAt = 20_000;

export default function operation(index) {
  events.push({ index, tags: [index] });
  if (events.length < flushAt) return;
  events = [];
  flushAt = 15_000 + Math.floor(random() * 10_000);
}

// Every 2,500th operation loads between 500 and 5,000 rows and holds them until the next load.
import { seeded } from '../random.mjs';

const random = seeded(25);
let rows = [];

export default function operation(index) {
  if (index % 2500 === 0) {
    rows = Array.from({ length: 500 + Math.floor(random() * 4500) }, (_, nth) => ({ nth, index }));
  }
  return rows[index % rows.length].nth;
}

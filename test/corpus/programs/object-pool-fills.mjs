// Takes between 1 and 3,000 objects at once out of a pool, seldom many, and gives all of them back.
import { seeded } from '../random.mjs';

const random = seeded(8);
const pool = [];

export default function operation() {
  const wanted = 1 + Math.floor(3000 * random() ** 8);
  const taken = [];
  for (let nth = 0; nth < wanted; nth++) taken.push(pool.pop() ?? { x: 0, y: 0, used: false });
  for (const particle of taken) pool.push(particle);
}

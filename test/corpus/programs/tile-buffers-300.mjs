// Caches map tiles of 20 KB as buffers, 300 different ones, asked for at random.
import { seeded } from '../random.mjs';

const random = seeded(30);
const tiles = new Map();

export default function operation() {
  const key = Math.floor(random() * 300);
  let tile = tiles.get(key);
  if (tile === undefined) {
    tile = Buffer.alloc(20 * 1024, key & 255);
    tiles.set(key, tile);
  }
  return tile[key];
}

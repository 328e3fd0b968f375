// Waits for 50 ms and keeps a page of 4 KB.
import { setTimeout as sleep } from 'node:timers/promises';

let pages = null;

export default async function operation(index) {
  await sleep(50);
  pages = { previous: pages, page: Buffer.alloc(4096, index & 255) };
}

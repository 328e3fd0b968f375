// Waits for 10 ms, as for a database.
import { setTimeout as sleep } from 'node:timers/promises';

export default async function operation(index) {
  await sleep(10);
  return Array.from({ length: 20 }, (_, nth) => ({ id: nth, index }));
}

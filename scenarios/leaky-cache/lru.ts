import { LRUCache } from 'lru-cache';

const CAPACITY = 1000;
const HOT_KEY = 'session-0';
export const cache = new LRUCache<string, Uint8Array>({ max: CAPACITY });

export function operation(index: number): void {
  cache.get(HOT_KEY);
  cache.set(`session-${index}`, new Uint8Array(1024));
}

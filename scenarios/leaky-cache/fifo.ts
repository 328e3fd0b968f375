const CAPACITY = 1000;
const HOT_KEY = 'session-0';
export const cache = new Map<string, Uint8Array>();

export function operation(index: number): void {
  cache.get(HOT_KEY);
  cache.set(`session-${index}`, new Uint8Array(1024));
  // A Map iterates in the order of insertion, so its first key is its oldest.
  if (cache.size > CAPACITY) cache.delete(cache.keys().next().value!);
}

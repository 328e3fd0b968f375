import { Slab } from '../slab.ts';

export const slab = new Slab(128);

export function operation(index: number): void {
  const block = slab.take();
  slab.bytes(block).fill(index);
}

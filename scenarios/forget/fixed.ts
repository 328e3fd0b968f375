import { Slab } from '../slab.ts';

export const slab = new Slab(256);

class Surface {
  readonly #block = slab.take();

  paint(color: number): void {
    slab.bytes(this.#block).fill(color);
  }

  [Symbol.dispose](): void {
    slab.give(this.#block);
  }
}

export function operation(index: number): void {
  using surface = new Surface();
  surface.paint(index);
}

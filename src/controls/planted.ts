/**
 * The planted leak: one object of a known size is kept at each operation, in a list that nothing
 * ends. A run that does not find it can't be trusted with any other.
 */
interface Link {
  readonly next: Link | null;
  readonly index: number;
}

/** An object of V8: map, properties, elements and two fields, of 8 bytes each. */
export const BYTES_PER_OPERATION = 40;

let list: Link | null = null;

export function operation(index: number): void {
  list = { next: list, index };
  spin(list);
}

// An operation of some tenths of a microsecond, as real ones are at the least: without it the leak would
// be so fast that full collections of what it left would take most of the run.
function spin(link: Link): number {
  let x = link.index | 1;
  for (let i = 0; i < 5; i++) x = (Math.imul(x, 1_103_515_245) + 12_345) | 0;
  return x;
}

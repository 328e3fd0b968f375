export const statics = new Set<number[]>();
export let checksum = 0;

function leak(table: number[]): number[] {
  statics.add(table);
  return table;
}

const multiples = (of: number): number[] => Array.from({ length: 16 }, (_, nth) => nth * of);

export function operation(index: number): void {
  const table = leak(multiples(index % 7));
  checksum = table[index % 16]!;
  statics.delete(table);
}

export const statics = new Set<number[]>();
export let checksum = 0;

function leak(table: number[]): number[] {
  statics.add(table);
  return table;
}

const multiples = (of: number): number[] => Array.from({ length: 16 }, (_, nth) => nth * of);

let table: number[] | undefined;

export function operation(index: number): void {
  table ??= leak(multiples(index % 7));
  checksum = table[index % 16]!;
}

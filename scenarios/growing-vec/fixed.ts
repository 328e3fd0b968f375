interface Entry {
  readonly index: number;
  readonly message: string;
}

const CAPACITY = 1000;
export const log: Entry[] = [];

export function operation(index: number): void {
  log[index % CAPACITY] = { index, message: `request ${index} was answered` };
}

interface Entry {
  readonly index: number;
  readonly message: string;
}

export const log: Entry[] = [];

export function operation(index: number): void {
  log.push({ index, message: `request ${index} was answered` });
}

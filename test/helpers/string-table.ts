import type { StringTable } from '../../src/heap/heap-graph.ts';

export const stringTable = (strings: readonly string[]): StringTable => ({
  count: strings.length,
  get: (index) => strings[index]!,
  startsWithDigit: (index) => /^\d/.test(strings[index]!),
  isDigits: (index) => /^\d+$/.test(strings[index]!),
  withText: (text) => [...strings.keys()].filter((index) => strings[index]!.includes(text)),
});

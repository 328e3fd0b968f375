import { isOwnFrame } from '../own-files.ts';
import { takeStack } from './allocation-stack.ts';

/** Stacks that were taken, each once. */
export function createStacks(): {
  take(isAllocating: (index: number) => boolean): number;
  readonly all: string[][];
} {
  const numbers = new Map<string, number>();
  const all: string[][] = [];
  return {
    all,
    take(isAllocating) {
      const text = takeStack();
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, all.length);
      all.push(fromTheCaller(text.split('\n'), isAllocating));
      return all.length - 1;
    },
  };
}

/**
 * Without the recorder (its JavaScript, and the functions of its module) and the allocator's functions,
 * be it all that there is; and without what runs the subject.
 */
function fromTheCaller(
  lines: readonly string[],
  isAllocating: (index: number) => boolean,
): string[] {
  const first = lines.findIndex((line) => WASM.test(line));
  if (first === -1) return [...lines];
  const own = WASM.exec(lines[first]!)![1]!;
  const isCaller = (line: string): boolean => {
    const index = WASM.exec(line)?.[2];
    return !line.includes(own) && (index === undefined || !isAllocating(Number(index)));
  };
  const caller = lines.findIndex((line, i) => i > first && isCaller(line));
  return lines
    .slice(caller === -1 ? first : caller)
    .map((line) => line.trim())
    .filter((line) => !isOwnFrame(line));
}

const WASM = /(wasm:\/\/\S*?):wasm-function\[(\d+)\]/;

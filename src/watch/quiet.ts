let fromMs = Number.POSITIVE_INFINITY;
let toMs = Number.NEGATIVE_INFINITY;

/** Does what makes V8 collect, without its being told as a collection of the program's. */
export function quietly<Made>(make: () => Made): Made {
  fromMs = performance.now();
  toMs = Number.POSITIVE_INFINITY;
  try {
    return make();
  } finally {
    toMs = performance.now();
  }
}

/** Collections are told of a turn later: by when they began it is known which they are. */
export const isQuiet = (startedMs: number): boolean => startedMs >= fromMs && startedMs <= toMs;

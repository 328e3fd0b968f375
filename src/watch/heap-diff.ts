import { createRequire } from 'node:module';
import type { HeapDifference } from './compare-images.ts';
import type { HeapImage } from './heap-image.ts';
import { quietly } from './quiet.ts';

const require = createRequire(import.meta.url);

/** Two snapshots compared: the isolate stands still for a second and more for each 10 MB of objects. */
export class HeapDiff {
  #before: HeapImage | null = image();

  /** Compares the heap as it is now with what it was; once. */
  end(): HeapDifference {
    if (this.#before === null) throw new Error('this HeapDiff was ended before: make another one.');
    // Held by this object alone meanwhile, what it keeps is no part of the heap.
    const after = image();
    const before = this.#before;
    this.#before = null;
    const { compareImages } =
      require('./compare-images.js') as typeof import('./compare-images.ts');
    return compareImages(before, after);
  }
}

/** Loaded by those who ask for it: a program that is watched alone never needs it. */
function image(): HeapImage {
  const { takeHeapImage } = require('./heap-image.js') as typeof import('./heap-image.ts');
  return quietly(() => takeHeapImage(HeapDiff.name));
}

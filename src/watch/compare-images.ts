import { idSet } from '../heap/id-set.ts';
import type { HeapImage } from './heap-image.ts';

/** As memwatch's `HeapDiff` has it; sizes in bytes, and once more in words. */
export interface HeapDifference {
  readonly before: HeapSize;
  readonly after: HeapSize;
  readonly change: {
    readonly size_bytes: number;
    readonly size: string;
    readonly freed_nodes: number;
    readonly allocated_nodes: number;
    /** By class: what was allocated and is still there, and what was there and is freed. */
    readonly details: readonly ClassChange[];
  };
}

export interface HeapSize {
  readonly nodes: number;
  readonly time: Date;
  readonly size_bytes: number;
  readonly size: string;
}

export interface ClassChange {
  readonly what: string;
  readonly size_bytes: number;
  readonly size: string;
  readonly '+': number;
  readonly '-': number;
}

interface Change {
  bytes: number;
  added: number;
  freed: number;
}

/** What has come and gone between two images of one isolate. */
export function compareImages(before: HeapImage, after: HeapImage): HeapDifference {
  const changes = new Map<string, Change>();
  const freed = count(before, after, (change, bytes) => {
    change.freed++;
    change.bytes -= bytes;
  });
  const allocated = count(after, before, (change, bytes) => {
    change.added++;
    change.bytes += bytes;
  });
  const details = [...changes].map(([what, { bytes, added, freed }]) => ({
    what,
    ...sized(bytes),
    '+': added,
    '-': freed,
  }));
  return {
    before: sizeOf(before),
    after: sizeOf(after),
    change: {
      ...sized(after.bytes - before.bytes),
      freed_nodes: freed,
      allocated_nodes: allocated,
      details: details.sort((a, b) => (a.what < b.what ? -1 : 1)),
    },
  };

  /** Objects of one image that are not in the other, all of them, and by class where it is the program's. */
  function count(
    image: HeapImage,
    other: HeapImage,
    add: (change: Change, bytes: number) => void,
  ): number {
    const known = idSet(other.id);
    const names = image.names.map(memwatchName);
    let total = 0;
    for (let i = 0; i < image.count; i++) {
      if (known.has(image.id[i]!)) continue;
      total++;
      const what = names[image.classOf[i]!] ?? null;
      if (what === null) continue;
      let change = changes.get(what);
      if (change === undefined) {
        change = { bytes: 0, added: 0, freed: 0 };
        changes.set(what, change);
      }
      add(change, image.sizes[i]!);
    }
    return total;
  }
}

/** What memwatch calls a class; null of what V8 keeps for itself, which it leaves out. */
function memwatchName(name: string): string | null {
  return name.startsWith('(') ? (NAMES[name] ?? null) : name;
}

const NAMES: Readonly<Record<string, string>> = {
  '(array)': 'Array',
  '(string)': 'String',
  '(concatenated string)': 'String',
  '(sliced string)': 'String',
  '(compiled code)': 'Code',
  '(closure)': 'Closure',
  '(number)': 'Number',
};

const sizeOf = ({ count, takenAt, bytes }: HeapImage): HeapSize => ({
  nodes: count,
  time: takenAt,
  ...sized(bytes),
});

const sized = (bytes: number) => ({ size_bytes: bytes, size: niceSize(bytes) });

/** "1.78 mb", as memwatch writes it. */
function niceSize(bytes: number): string {
  const size = Math.abs(bytes);
  if (size >= 1024 ** 3) return `${fixed(bytes / 1024 ** 3)} gb`;
  if (size >= 1024 ** 2) return `${fixed(bytes / 1024 ** 2)} mb`;
  return size >= 1024 ? `${fixed(bytes / 1024)} kb` : `${bytes} bytes`;
}

const fixed = (value: number): string => String(Number(value.toFixed(2)));

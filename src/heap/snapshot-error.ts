/** A heap snapshot that can't be read: where it is wrong, and how far it could be read. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  /** Of the byte in the snapshot, from 0; its length where it ends too early. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  /** What stands before that byte and is in order: "1,204 of 25,000 nodes". */
  readonly readable: string;

  constructor({ offset, expected, found, readable }: SnapshotFault) {
    super(
      `Byte ${grouped(offset)} of the snapshot: expected ${expected}, found ${found}. Readable before it: ${readable}.`,
    );
    this.offset = offset;
    this.expected = expected;
    this.found = found;
    this.readable = readable;
  }
}

export interface SnapshotFault {
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  readonly readable: string;
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

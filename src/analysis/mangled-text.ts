/** A name that is not mangled, or not in a way that is understood: it is told as it is. */
export class NotMangled extends Error {
  override readonly name = 'NotMangled';
}

/**
 * Reads a mangled name from its beginning. Nesting, steps and what comes of them are bounded: a name
 * comes from a module that may be hostile, and one that refers back to itself grows exponentially.
 */
export class MangledText {
  readonly text: string;
  at: number;
  #depth = 0;
  #steps = 0;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  /** The character `ahead` of here; empty beyond the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  next(): string {
    if (this.done) throw new NotMangled();
    return this.text.charAt(this.at++);
  }

  has(wanted: string): boolean {
    return this.text.startsWith(wanted, this.at);
  }

  take(wanted: string): boolean {
    if (!this.has(wanted)) return false;
    this.at += wanted.length;
    return true;
  }

  expect(wanted: string): void {
    if (!this.take(wanted)) throw new NotMangled();
  }

  /** Takes what the sticky pattern matches from here: empty where it does not. */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** A number in decimal digits. */
  decimal(): number {
    const digits = this.match(DIGITS);
    if (digits === '') throw new NotMangled();
    return Number(digits);
  }

  slice(length: number): string {
    if (length > this.text.length - this.at) throw new NotMangled();
    this.at += length;
    return this.text.slice(this.at - length, this.at);
  }

  /** Reads one thing within another. */
  nested<Read>(read: () => Read): Read {
    if (++this.#depth > DEEPEST || ++this.#steps > MOST_STEPS) throw new NotMangled();
    const result = read();
    this.#depth--;
    return result;
  }

  /** Reads things until `end`, which is taken. */
  listUntil(end: string, read: () => string): string[] {
    const things: string[] = [];
    let length = 0;
    while (!this.take(end)) {
      const thing = read();
      length += thing.length;
      if (length > LONGEST_OUTPUT) throw new NotMangled();
      things.push(thing);
    }
    return things;
  }
}

/** What comes of a name, or of a part of it that others repeat. */
export function bounded(text: string): string {
  if (text.length > LONGEST_OUTPUT) throw new NotMangled();
  return text;
}

/** Beyond what compilers write: templates nest some tens deep. */
const DEEPEST = 200;
const MOST_STEPS = 20_000;
/** Longer ones nobody reads. */
const LONGEST_OUTPUT = 16_384;
const DIGITS = /\d+/y;

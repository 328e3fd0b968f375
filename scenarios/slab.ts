const CHUNK_BYTES = 64 * 1024;
const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/** In the header of a block that is out; any other header means that the block is not. */
const TAKEN = -1;
const NONE = -2;

/**
 * Blocks of one size in big ArrayBuffers. A block is a number, as a pointer is: the garbage
 * collector sees the chunks and never a block, so nothing but `give` frees one.
 *
 * One header word precedes each block. In a block that was given back it holds the next free one,
 * so the free list costs no memory and both `take` and `give` are constant-time.
 */
export class Slab {
  readonly blockBytes: number;
  readonly #blockWords: number;
  readonly #blocksPerChunk: number;
  readonly #chunks: Int32Array[] = [];
  /** The block given back last. */
  #free = NONE;
  /** The lowest block that was never taken. */
  #unused = 0;
  #taken = 0;

  constructor(blockBytes: number) {
    if (!(blockBytes > 0 && blockBytes + WORD_BYTES <= CHUNK_BYTES)) {
      throw new RangeError(
        `A block has 1 to ${CHUNK_BYTES - WORD_BYTES} bytes, so that a chunk holds it; got ${blockBytes}.`,
      );
    }
    this.blockBytes = blockBytes;
    this.#blockWords = 1 + Math.ceil(blockBytes / WORD_BYTES);
    this.#blocksPerChunk = Math.floor(CHUNK_BYTES / WORD_BYTES / this.#blockWords);
  }

  /** Blocks that are out. */
  get taken(): number {
    return this.#taken;
  }

  /** Bytes of all chunks. A slab never shrinks: what is given back is kept for the next `take`. */
  get byteLength(): number {
    return this.#chunks.length * CHUNK_BYTES;
  }

  /** Returns a block. Its bytes are what its last owner left in them. */
  take(): number {
    const block = this.#free === NONE ? this.#carve() : this.#free;
    const { chunk, header } = this.#locate(block);
    if (block === this.#free) this.#free = chunk[header]!;
    chunk[header] = TAKEN;
    this.#taken++;
    return block;
  }

  give(block: number): void {
    const { chunk, header } = this.#locateTaken(block);
    chunk[header] = this.#free;
    this.#free = block;
    this.#taken--;
  }

  bytes(block: number): Uint8Array {
    const { chunk, header } = this.#locateTaken(block);
    return new Uint8Array(chunk.buffer, (header + 1) * WORD_BYTES, this.blockBytes);
  }

  #carve(): number {
    if (this.#unused === this.#chunks.length * this.#blocksPerChunk) {
      this.#chunks.push(new Int32Array(CHUNK_BYTES / WORD_BYTES));
    }
    return this.#unused++;
  }

  #locateTaken(block: number): { chunk: Int32Array; header: number } {
    if (Number.isInteger(block) && block >= 0 && block < this.#unused) {
      const place = this.#locate(block);
      if (place.chunk[place.header] === TAKEN) return place;
    }
    throw new Error(
      `Block ${block} is not taken: it was given back already, or it is no block of this slab.`,
    );
  }

  #locate(block: number): { chunk: Int32Array; header: number } {
    return {
      chunk: this.#chunks[Math.floor(block / this.#blocksPerChunk)]!,
      header: (block % this.#blocksPerChunk) * this.#blockWords,
    };
  }
}

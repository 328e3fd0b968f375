/**
 * Leaks of a size that is known to the byte: every `every`-th operation keeps one thing of `bytes`
 * bytes, in a list that is linked through what is kept, so that no table grows beside it.
 * Sizes are V8's without pointer compression, as Node is built: words of 8 bytes.
 */
let last = null;
let keep = null;

export function operation({ kind, bytes, every }, index) {
  keep ??= KINDS[kind](bytes);
  if (index % every === 0) last = keep(last);
}

const WORD = 8;
/** Map, properties, elements. */
const OBJECT = 3 * WORD;
/** Those of an object and a length; and its store: map, length. */
const ARRAY = OBJECT + WORD + 2 * WORD;
/** Map, hash and length. */
const STRING = 2 * WORD;
/** An object of two fields. */
const LINK = OBJECT + 2 * WORD;

const KINDS = {
  // A literal has room for its own fields and no more, so it is built as text.
  object(bytes) {
    const fields = Array.from({ length: (bytes - OBJECT) / WORD - 1 }, (_, i) => `f${i}: 0`);
    return new Function('next', `return { ${['next', ...fields].join(', ')} };`);
  },
  array(bytes) {
    const length = (bytes - ARRAY) / WORD;
    return (next) => {
      const array = new Array(length);
      array[0] = next;
      return array;
    };
  },
  string(bytes) {
    const letters = Buffer.alloc(bytes - LINK - STRING, 'x');
    return (next) => ({ next, text: letters.latin1Slice() });
  },
  // The link is on the JS heap; the buffer's bytes are counted apart.
  buffer(bytes) {
    return (next) => ({ next, buffer: new ArrayBuffer(bytes) });
  },
};

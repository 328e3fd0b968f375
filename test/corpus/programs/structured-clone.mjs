// Clones a document with a Map, a Date and a typed array.
export default function operation(index) {
  const document = {
    index,
    at: new Date(index),
    tags: new Map([['a', 1]]),
    raw: new Uint8Array(64),
  };
  return structuredClone(document).tags.get('a');
}

// Keeps a word cut from a page of 4 KB: the word's string holds on to the whole page.
const words = [];
const page = Buffer.alloc(4096, 'lorem ipsum ');

export default function operation(index) {
  page.writeUInt8(97 + (index % 26), index % 4096);
  const text = page.latin1Slice();
  words.push(text.slice(100, 130));
}

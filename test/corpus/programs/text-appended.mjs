// Appends a word to a text, which is read each 200th time.
let text = '';

export default function operation(index) {
  text += index % 2 === 0 ? 'even ' : 'odd ';
  return index % 200 === 0 ? text.charCodeAt(text.length >> 1) : 0;
}

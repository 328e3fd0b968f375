// Appends a line of 64 letters to a text, which is read each 500th time.
const LINE = `${'lorem ipsum dolor sit amet '.repeat(3).slice(0, 63)}\n`;
let text = '';

export default function operation(index) {
  text += LINE;
  return index % 500 === 0 ? text.charCodeAt(text.length >> 1) : 0;
}

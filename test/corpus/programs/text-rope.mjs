// Appends to a text that is never read: it stays a rope of pieces.
let text = 'log: ';

export default function operation() {
  text += 'x';
  return text.length;
}

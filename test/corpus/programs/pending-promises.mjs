// Keeps promises that nobody will ever settle.
const waiting = [];

export default function operation() {
  waiting.push(new Promise(() => {}));
}

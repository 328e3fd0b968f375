// Saves a document some time after the last change: each change restarts the timer.
let timer = null;
let saved = null;

export default function operation(index) {
  const document = { index, text: `version ${index}` };
  clearTimeout(timer);
  timer = setTimeout(() => {
    saved = document;
  }, 5);
  return saved;
}

export function teardown() {
  clearTimeout(timer);
}

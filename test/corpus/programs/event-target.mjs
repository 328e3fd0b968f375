// Dispatches an event to a listener that wants one event only.
const target = new EventTarget();

export default function operation(index) {
  let seen = 0;
  target.addEventListener('tick', () => seen++, { once: true });
  target.dispatchEvent(new Event('tick'));
  return seen + index;
}

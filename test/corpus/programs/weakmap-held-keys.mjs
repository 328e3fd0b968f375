// A WeakMap from elements to their data; something else keeps the elements.
const data = new WeakMap();
let elements = null;

export default function operation(index) {
  const element = { next: elements, name: 'div' };
  elements = element;
  data.set(element, { index });
}

// Marks an object with a symbol of its own.
export default function operation(index) {
  const mark = Symbol(`mark ${index % 100}`);
  const object = { [mark]: index };
  return object[mark];
}

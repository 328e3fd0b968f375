// Attaches metadata to objects that nobody keeps.
const metadata = new WeakMap();

export default function operation(index) {
  const element = { index };
  metadata.set(element, { owner: element, created: index });
  return metadata.get(element).created;
}

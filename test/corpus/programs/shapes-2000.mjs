// Makes objects of 2,000 different shapes, again and again.
export default function operation(index) {
  const object = { id: index };
  object[`field${index % 2000}`] = true;
  object.done = false;
  return object;
}

// Replaces a thing that has a method; the method's scope holds the thing before.
let thing = null;

export default function operation(index) {
  const original = thing;
  const unused = () => original !== null;
  thing = {
    numbers: new Array(50).fill(index & 1023),
    method() {
      return 'something';
    },
  };
  return unused;
}

// Puts a node in front of a list.
let head = null;

export default function operation(index) {
  head = { next: head, index };
}

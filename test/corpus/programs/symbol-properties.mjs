// Tags one object with a new symbol each time.
const tagged = {};

export default function operation(index) {
  tagged[Symbol('tag')] = index;
}

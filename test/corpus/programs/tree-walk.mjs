// Builds a binary tree with links to the parents and walks it.
function build(depth, parent) {
  const node = { parent, left: null, right: null };
  if (depth > 0) {
    node.left = build(depth - 1, node);
    node.right = build(depth - 1, node);
  }
  return node;
}

const count = (node) => (node === null ? 0 : 1 + count(node.left) + count(node.right));

export default function operation(index) {
  return count(build(index % 7, null));
}

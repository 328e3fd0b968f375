import Yoga from 'yoga-layout';

function makeLayout(index) {
  const root = Yoga.Node.create(); // made here
  root.setWidth(100 + (index % 7));
  const child = Yoga.Node.create();
  child.setFlexGrow(1);
  root.insertChild(child, 0);
  root.calculateLayout(undefined, undefined);
  return root;
}

export function released(index) {
  makeLayout(index).freeRecursive();
}

export function forgotten(index) {
  makeLayout(index);
}

const kept = makeLayout(0);

export function used(index) {
  kept.setWidth(50 + (index % 100));
  kept.calculateLayout(undefined, undefined);
}

class Node {
  next: Node | undefined;
  back: Node | undefined;
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** Escapes from the operation: V8 would not even allocate a cycle that nobody could see. */
export let latest: Node | undefined;

export function operation(index: number): void {
  const a = new Node(index);
  const b = new Node(index);
  a.next = b;
  b.back = a;
  latest = a;
}

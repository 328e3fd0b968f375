import { Rc, type Weak } from '../rc.ts';

class Node {
  next: Rc<Node> | undefined;
  back: Weak<Node> | undefined;
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  drop(): void {
    this.next?.drop();
    this.back?.drop();
  }
}

export function operation(index: number): void {
  const a = Rc.new(new Node(index));
  const b = Rc.new(new Node(index));
  a.borrow().next = b.clone();
  b.borrow().back = a.downgrade();
  a.drop();
  b.drop();
}

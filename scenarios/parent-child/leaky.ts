import { Rc } from '../rc.ts';

const CHILDREN = 3;

class Parent {
  readonly children: Rc<Child>[] = [];

  drop(): void {
    for (const child of this.children) child.drop();
  }
}

class Child {
  readonly parent: Rc<Parent>;
  readonly index: number;

  constructor(parent: Rc<Parent>, index: number) {
    this.parent = parent;
    this.index = index;
  }

  drop(): void {
    this.parent.drop();
  }
}

export function operation(index: number): void {
  const parent = Rc.new(new Parent());
  for (let nth = 0; nth < CHILDREN; nth++) {
    const child = new Child(parent.clone(), index + nth);
    parent.borrow().children.push(Rc.new(child));
  }
  parent.drop();
}

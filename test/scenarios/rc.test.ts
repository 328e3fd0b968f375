import { describe, expect, it } from 'vitest';
import { liveResources, Rc, type Weak } from '../../scenarios/rc.ts';

describe('Rc', () => {
  it('counts its handles', () => {
    const first = Rc.new({ name: 'first' });
    const second = first.clone();
    expect(first.strongCount).toBe(2);
    second.drop();
    expect(first.strongCount).toBe(1);
    first.drop();
  });

  it('lends the same value through every handle', () => {
    const value = { name: 'shared' };
    const first = Rc.new(value);
    const second = first.clone();
    expect(second.borrow()).toBe(value);
    first.drop();
    expect(second.borrow()).toBe(value);
    second.drop();
  });

  it('keeps a resource until its last handle is dropped', () => {
    const before = liveResources();
    const first = Rc.new({});
    const second = first.clone();
    first.drop();
    expect(liveResources()).toBe(before + 1);
    second.drop();
    expect(liveResources()).toBe(before);
  });

  it('drops its value once, with the last handle', () => {
    const value = new Counted();
    const first = Rc.new(value);
    const second = first.clone();
    first.drop();
    expect(value.drops).toBe(0);
    second.drop();
    expect(value.drops).toBe(1);
  });

  it('drops what its value owns', () => {
    const before = liveResources();
    const tail = Rc.new(new Owner());
    const head = Rc.new(new Owner(tail));
    expect(liveResources()).toBe(before + 2);
    head.drop();
    expect(liveResources()).toBe(before);
  });

  it('keeps a cycle after every handle from outside is dropped', () => {
    const before = liveResources();
    const { a, b } = ring((rc) => rc.clone());
    a.drop();
    b.drop();
    expect(liveResources()).toBe(before + 2);
  });

  it('keeps a cycle that a weak handle closes no longer than its handles', () => {
    const before = liveResources();
    const { a, b } = ring((rc) => rc.downgrade());
    a.drop();
    expect(liveResources()).toBe(before + 1);
    b.drop();
    expect(liveResources()).toBe(before);
  });

  it.each<[string, (handle: Rc<object>) => unknown]>([
    ['dropped again', (handle) => handle.drop()],
    ['borrowed', (handle) => handle.borrow()],
    ['cloned', (handle) => handle.clone()],
    ['downgraded', (handle) => handle.downgrade()],
    ['asked for its strong count', (handle) => handle.strongCount],
    ['asked for its weak count', (handle) => handle.weakCount],
  ])('refuses to be %s after it was dropped, even while others live', (_, use) => {
    const other = Rc.new({});
    const handle = other.clone();
    handle.drop();
    expect(() => use(handle)).toThrow(/This Rc was dropped already/);
    expect(other.strongCount).toBe(1);
    other.drop();
  });
});

describe('Weak', () => {
  it('does not keep its resource', () => {
    const before = liveResources();
    const strong = Rc.new({});
    const weak = strong.downgrade();
    expect(strong.weakCount).toBe(1);
    strong.drop();
    expect(liveResources()).toBe(before);
    expect(weak.upgrade()).toBeUndefined();
  });

  it('upgrades to a handle that owns the resource', () => {
    const strong = Rc.new({ name: 'kept' });
    const upgraded = strong.downgrade().upgrade()!;
    strong.drop();
    expect(upgraded.borrow().name).toBe('kept');
    upgraded.drop();
  });

  it('does not bring back a value that is being dropped', () => {
    let weak: Weak<Owner> | undefined;
    let found: Rc<Owner> | undefined;
    const value = new Owner();
    value.drop = () => {
      found = weak?.upgrade();
    };
    const strong = Rc.new(value);
    weak = strong.downgrade();
    strong.drop();
    expect(found).toBeUndefined();
  });

  it('leaves the weak count when it is dropped', () => {
    const strong = Rc.new({});
    strong.downgrade().drop();
    expect(strong.weakCount).toBe(0);
    strong.drop();
  });

  it('refuses to be used after it was dropped', () => {
    const strong = Rc.new({});
    const weak = strong.downgrade();
    weak.drop();
    expect(() => weak.drop()).toThrow(/This Weak was dropped already/);
    expect(() => weak.upgrade()).toThrow(/This Weak was dropped already/);
    expect(strong.weakCount).toBe(0);
    strong.drop();
  });
});

class Counted {
  drops = 0;

  drop(): void {
    this.drops++;
  }
}

class Owner {
  owned: Rc<Owner> | Weak<Owner> | undefined;

  constructor(owned?: Rc<Owner>) {
    this.owned = owned;
  }

  drop(): void {
    this.owned?.drop();
  }
}

/** a owns b, and b holds a in the way that the test chooses. */
function ring(back: (rc: Rc<Owner>) => Rc<Owner> | Weak<Owner>) {
  const a = Rc.new(new Owner());
  const b = Rc.new(new Owner());
  a.borrow().owned = b.clone();
  b.borrow().owned = back(a);
  return { a, b };
}

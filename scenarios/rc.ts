/**
 * Reference counting as Rust's `Rc` and `Weak` do it, and as every binding to a native library
 * does: a resource lives until its count is 0, whatever the garbage collector thinks of its handles.
 */

/** A value that owns handles drops them when it is dropped itself. */
interface Droppable {
  drop?(): void;
}

class Resource<T extends object> {
  /** Cleared with the last strong handle, so that a weak one keeps the counts but not the value. */
  value: T | undefined;
  strong = 0;
  weak = 0;

  constructor(value: T) {
    this.value = value;
  }
}

/** Holds each resource until its count is 0: this is what makes a cycle of handles a leak. */
const live = new Set<Resource<object>>();

export const liveResources = (): number => live.size;

/** A handle that owns a share of its resource. */
export class Rc<T extends object> {
  #resource: Resource<T> | undefined;

  /** @internal `Rc.new` makes resources; only this file can name one. */
  constructor(resource: Resource<T>) {
    resource.strong++;
    this.#resource = resource;
  }

  static new<T extends object>(value: T): Rc<T> {
    const resource = new Resource(value);
    live.add(resource);
    return new Rc(resource);
  }

  get strongCount(): number {
    return this.#owned().strong;
  }

  get weakCount(): number {
    return this.#owned().weak;
  }

  borrow(): T {
    return this.#owned().value as T;
  }

  clone(): Rc<T> {
    return new Rc(this.#owned());
  }

  downgrade(): Weak<T> {
    return new Weak(this.#owned());
  }

  drop(): void {
    const resource = this.#owned();
    this.#resource = undefined;
    if (--resource.strong > 0) return;

    const value = resource.value as T;
    resource.value = undefined;
    live.delete(resource);
    (value as Droppable).drop?.();
  }

  #owned(): Resource<T> {
    return this.#resource ?? dropped('Rc');
  }
}

/** A handle that finds its resource while somebody else owns it. */
export class Weak<T extends object> {
  #resource: Resource<T> | undefined;

  /** @internal `Rc.downgrade` makes weak handles. */
  constructor(resource: Resource<T>) {
    resource.weak++;
    this.#resource = resource;
  }

  upgrade(): Rc<T> | undefined {
    const resource = this.#known();
    return resource.strong > 0 ? new Rc(resource) : undefined;
  }

  drop(): void {
    this.#known().weak--;
    this.#resource = undefined;
  }

  #known(): Resource<T> {
    return this.#resource ?? dropped('Weak');
  }
}

function dropped(handle: string): never {
  throw new Error(
    `This ${handle} was dropped already. A handle is dropped once and not used afterwards: ` +
      'clone it for every owner.',
  );
}

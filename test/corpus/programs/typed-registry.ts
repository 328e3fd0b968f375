// Registers each handler with a registry, in TypeScript.
interface Handler {
  readonly name: string;
  handle(text: string): number;
}

class Registry {
  private handlers: Handler | null = null;
  private readonly names: (Handler | null)[] = [];

  register(handler: Handler & { next?: Handler | null }): void {
    handler.next = this.handlers;
    this.handlers = handler;
    this.names.push(handler);
  }
}

const registry = new Registry();

export default {
  operation(index: number): void {
    registry.register({ name: 'echo', handle: (text: string) => text.length + index });
  },
};

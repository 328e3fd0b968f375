/**
 * What a module must export, by name or as properties of its default export, to be measured.
 * A default export that is a function is the operation.
 */
export interface Contract<State = unknown> {
  /** The operation that is repeated. Its result is dropped; a promise is awaited. */
  operation(state: State, index: number): unknown;
  /** Called once in every worker, before the first operation. */
  setup?(): State | Promise<State>;
  /** Called once in every worker, after the last operation. */
  teardown?(state: State): unknown;
}

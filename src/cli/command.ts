export interface Command {
  readonly help: string;
  /** Returns the exit code. */
  run(args: readonly string[], context: { readonly version: string }): Promise<number>;
}

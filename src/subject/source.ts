/** What the worker loads and repeats. No name, no label: paths and calls alone. */
export type SubjectSource =
  | {
      readonly kind: 'module';
      readonly path: string;
      readonly export: string | null;
      /** First argument of the operation where there is no setup; "$i" becomes the index. */
      readonly input: unknown;
    }
  /** `call` is null for the one export that can be meant. */
  | { readonly kind: 'wasm'; readonly path: string; readonly call: string | null };

import type { Mechanism } from '../record/schema.ts';

/**
 * What a scenario is expected to show. Only reports read it: neither the worker that runs the
 * scenario nor the analysis that judges it is given a label.
 */
export type Label =
  | { readonly verdict: 'leak'; readonly mechanism: Mechanism }
  | { readonly verdict: 'clean'; readonly mechanism: null };

export type Implementation = 'wasm' | 'ts';

/**
 * One entry of the catalogue: a leak beside its cures, in Rust (compiled to WASM) and in TypeScript.
 *
 * The `id` is the name of the folder under `scenarios/`. The files follow from it:
 * - the variant `v` of the implementation `wasm` is the export `v(index: u32)` of `<id>/<id>.wasm`;
 * - the variant `v` of the implementation `ts` is the module `<id>/<v>.ts`.
 */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Two or three sentences: what leaks, why nothing saves you, what the cure does. */
  readonly teaches: string;
  readonly variants: Readonly<Partial<Record<Implementation, Readonly<Record<string, Label>>>>>;
}

export const clean: Label = { verdict: 'clean', mechanism: null };

export const leak = (mechanism: Mechanism): Label => ({ verdict: 'leak', mechanism });

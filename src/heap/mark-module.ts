/** The module of `mark.rs`, as compiled. */
export interface MarkExports {
  memory: WebAssembly.Memory;
  __heap_base: { value: number };
  attach(base: number, length: number, collected: number): void;
  content(block: number): number;
  blocks(kind: number, first: number, starts: number, sizes: number): number;
  free_bytes(): number;
  largest_free(): number;
  index(granules: number): void;
  begin(slots: number, parents: number, queue: number): void;
  mark_value(value: number, slot: number): void;
  mark_block(block: number, slot: number): void;
  mark_range(from: number, to: number, initial: number, stride: number): void;
  drain(stride: number): number;
  count_unaligned(from: number, to: number, initial: number): number;
  find_places(
    from: number,
    to: number,
    initial: number,
    numbers: number,
    counts: number,
    places: number,
    latest: number,
    most: number,
  ): void;
  count_incoming(incoming: number): void;
  rules(): number;
  count_rule(rule: number, flags: number, incoming: number, counted: number): number;
  components(
    without: number,
    among: number,
    component: number,
    cyclic: number,
    work: number,
  ): number;
  mark_indirect(component: number, led: number): void;
  spread(flags: number, queue: number): void;
}

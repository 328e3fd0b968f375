import type { Arena } from './arena.ts';
import type { MarkExports } from './mark-module.ts';

/** What is asked of lost blocks among themselves. */
export interface LostBlocks {
  /** Of each block, how many exact pointers of lost blocks lead to it. */
  countIncoming(): Uint32Array;
  readonly rules: number;
  /** Of some blocks, those whose words hold their count by a rule, and what is counted by them. */
  countRule(rule: number, among: Uint8Array): { matches: number; counted: Uint8Array };
  /** Strongly connected components of all lost blocks, or of some, without others. */
  components(among?: Uint8Array, without?: Uint8Array): Components;
  /** Of each component, whether another leads into it. */
  indirect(components: Components): Uint8Array;
  /** Extends the flags to all that flagged blocks lead to. */
  spread(flags: Uint8Array): Uint8Array;
}

export interface Components {
  readonly count: number;
  /** By block. */
  readonly component: Uint32Array;
  /** By block: whether it lies on a cycle. */
  readonly cyclic: Uint8Array;
}

export function lostBlocks(exports: MarkExports, arena: Arena, count: number): LostBlocks {
  const incoming = lazily(() => {
    const at = arena.take(4 * count);
    exports.count_incoming(at);
    return at;
  });
  const work = lazily(() => arena.take(20 * count));
  const flagArrays = [0, 1].map(() => lazily(() => arena.take(count)));
  const flagsAt = (flags: Uint8Array | undefined, which = 0): number => {
    if (flags === undefined) return 0;
    const at = flagArrays[which]!();
    arena.bytes(at, count).set(flags);
    return at;
  };
  return {
    countIncoming: () => arena.words(incoming(), count),
    rules: exports.rules(),
    countRule(rule, among) {
      const counted = flagArrays[1]!();
      const matches = exports.count_rule(rule, flagsAt(among), incoming(), counted);
      return { matches, counted: arena.bytes(counted, count).slice() };
    },
    components(among, without) {
      const [component, cyclic] = [arena.take(4 * count), arena.take(count)];
      const components = exports.components(
        flagsAt(without, 1),
        flagsAt(among),
        component,
        cyclic,
        work(),
      );
      return {
        count: components,
        component: arena.words(component, count).slice(),
        cyclic: arena.bytes(cyclic, count).slice(),
      };
    },
    indirect({ count: components, component }) {
      const [at, led] = [arena.take(4 * count), arena.take(components)];
      arena.words(at, count).set(component);
      arena.bytes(led, components).fill(0);
      exports.mark_indirect(at, led);
      return arena.bytes(led, components).slice();
    },
    spread(flags) {
      const at = flagsAt(flags);
      exports.spread(at, work());
      return arena.bytes(at, count).slice();
    },
  };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

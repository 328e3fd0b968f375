import type { HeapGraph } from './heap-graph.ts';
import type { SnapshotFault } from './snapshot-error.ts';
import { grouped, SnapshotError } from './snapshot-error.ts';
import type { Goal, Means } from './snapshot-goal.ts';
import { graphOf } from './snapshot-graph.ts';
import { readHeader } from './snapshot-header.ts';
import { idsOf } from './snapshot-ids.ts';
import type { SnapshotExports } from './snapshot-module.ts';
import { createOutline } from './snapshot-outline.ts';
import { skippedSection } from './snapshot-section.ts';

/** Reads a snapshot as it comes: its text is never held as a whole. */
export interface SnapshotReader<Result> {
  /** Room for the next bytes, at the beginning of which they are to be put: the reader's own memory. */
  readonly input: Uint8Array<ArrayBuffer>;
  /** So many bytes were put into `input`. Throws a `SnapshotError`, as `write` and `end` do. */
  advance(byteCount: number): void;
  write(chunk: Uint8Array): void;
  /** What follows is not looked at, and need not be read. */
  readonly isDone: boolean;
  /** All that there is was given. */
  end(): Result;
}

export interface SnapshotReaderOptions {
  /** What the reader may allocate in all: it asks before it does. */
  readonly memoryBytes: number;
  /** Of the snapshot, where that is known: counts for which it is too short are refused at once. */
  readonly inputBytes?: number | undefined;
}

/** `module` is `snapshot.wasm`. */
export function createSnapshotReader(
  module: WebAssembly.Module,
  options: SnapshotReaderOptions,
): SnapshotReader<HeapGraph> {
  return createReader(module, options, graphOf);
}

/** Reads V8's number of each node alone, in the order of the nodes, and nothing behind the nodes. */
export function createIdReader(
  module: WebAssembly.Module,
  options: SnapshotReaderOptions,
): SnapshotReader<Uint32Array> {
  return createReader(module, options, idsOf);
}

/** V8's is about 1.5 KB. */
const LONGEST_HEADER = 1 << 20;

function createReader<Result>(
  module: WebAssembly.Module,
  { memoryBytes, inputBytes }: SnapshotReaderOptions,
  createGoal: (means: Means) => Goal<Result>,
): SnapshotReader<Result> {
  const exports = new WebAssembly.Instance(module).exports as unknown as SnapshotExports;
  const memory = new Uint8Array(exports.memory.buffer as ArrayBuffer);
  const input = memory.subarray(exports.input(), exports.input() + exports.input_bytes());
  let offset = 0;
  let takenBytes = 0;
  let goal: Goal<Result> | null = null;
  let early: Result | null = null;
  let headerText = '';
  let headerOffset = 0;
  const seen = new Set<string>();

  const fail = (fault: Omit<SnapshotFault, 'readable'>): never => {
    throw new SnapshotError({ ...fault, readable: goal?.readable() ?? 'nothing' });
  };
  function take(bytes: number): void {
    takenBytes += bytes;
    if (takenBytes > memoryBytes) {
      fail({
        offset,
        expected: `a snapshot that fits into ${grouped(memoryBytes)} bytes of memory`,
        found: `one that needs ${grouped(takenBytes)} or more`,
      });
    }
  }
  function allocate<Made>(bytes: number, make: () => Made): Made {
    take(bytes);
    try {
      return make();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      return fail({
        offset,
        expected: `${grouped(bytes)} bytes of memory for its rows`,
        found: 'that the system has less',
      });
    }
  }

  function beginGoal(): Goal<Result> {
    const at = headerOffset;
    const read = readHeader(headerText);
    if ('expected' in read) return fail({ offset: at, ...read });
    const { nodeFields, edgeFields, nodeCount, edgeCount } = read;
    // Of each number a digit and a comma, or a bracket.
    const least = 2 * (nodeCount * nodeFields.length + edgeCount * edgeFields.length);
    if (inputBytes !== undefined && least > inputBytes) {
      const rows = `${grouped(nodeCount)} nodes and ${grouped(edgeCount)} edges`;
      fail({
        offset: at,
        expected: `at least ${grouped(least)} bytes for ${rows}`,
        found: grouped(inputBytes),
      });
    }
    exports.begin(nodeFields.length, nodeCount, edgeCount);
    return createGoal({ exports, header: read, take, allocate, fail });
  }

  const outline = createOutline({
    memory,
    open(key, at) {
      if (key === 'snapshot' || ROWS.has(key)) {
        const isFirst = !seen.has(key);
        if (!isFirst) fail({ offset: at, expected: `one '${key}' alone`, found: 'a second one' });
        seen.add(key);
      }
      if (key === 'snapshot') {
        headerOffset = at;
        return skippedSection(exports, (from, to) => {
          take(to - from);
          headerText += decoder.decode(memory.subarray(from, to), { stream: true });
          if (headerText.length > LONGEST_HEADER) {
            const expected = `'snapshot' of at most ${grouped(LONGEST_HEADER)} bytes`;
            fail({ offset: headerOffset, expected, found: 'a longer one' });
          }
        });
      }
      if (ROWS.has(key) && goal === null) {
        const expected = "'snapshot' before all other members of a heap snapshot";
        fail({ offset: at, expected, found: `'${key}'` });
      }
      return goal?.open(key) ?? skippedSection(exports);
    },
    close(key, at) {
      if (key === 'snapshot') goal = beginGoal();
      early = goal?.close(key, at) ?? null;
      return early !== null;
    },
    fail,
  });
  const decoder = new TextDecoder();
  take(memory.length);

  function advance(byteCount: number): void {
    const from = exports.input();
    if (early === null) outline.read(from, from + byteCount, offset);
    offset += byteCount;
  }
  return {
    input,
    advance,
    write(chunk) {
      for (let from = 0; from < chunk.length && early === null; ) {
        const some = chunk.subarray(from, from + input.length);
        input.set(some);
        advance(some.length);
        from += some.length;
      }
    },
    get isDone() {
      return early !== null;
    },
    end() {
      if (early !== null) return early;
      if (!outline.ended) {
        return fail({ offset, expected: outline.expected, found: 'the end of the snapshot' });
      }
      if (goal === null) {
        return fail({
          offset,
          expected: "'snapshot': a heap snapshot",
          found: 'an object without',
        });
      }
      return goal.result(offset);
    },
  };
}

/** The members whose rows are read. */
const ROWS = new Set(['nodes', 'edges', 'locations', 'strings']);

import type { HeapGraph, Locations } from './heap-graph.ts';
import { createLocationStore } from './location-store.ts';
import type { SnapshotFault } from './snapshot-error.ts';
import { grouped, SnapshotError } from './snapshot-error.ts';
import type { SnapshotHeader } from './snapshot-header.ts';
import { readHeader } from './snapshot-header.ts';
import type { SnapshotExports } from './snapshot-module.ts';
import { createOutline } from './snapshot-outline.ts';
import type { RowColumns, Section } from './snapshot-section.ts';
import { rowSection, skippedSection, textSection } from './snapshot-section.ts';
import { createTextStore } from './text-store.ts';

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

/** What becomes of the members that are wanted. */
interface Goal<Result> {
  /** Null where the member is of no use. */
  open(key: string): Section | null;
  /** Null where the rest is needed. */
  close(key: string, offset: number): Result | null;
  /** Of what was wanted, what has been read. */
  readable(): string;
  result(offset: number): Result;
}

interface Means {
  readonly exports: SnapshotExports;
  readonly header: SnapshotHeader;
  take(bytes: number): void;
  allocate<Made>(bytes: number, make: () => Made): Made;
  fail(fault: Omit<SnapshotFault, 'readable'>): never;
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
    const before = offset;
    if (!outline.ended || early === null) outline.read(from, from + byteCount, before);
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

const NODE_COLUMNS = ['type', 'name', 'id', 'edge_count', 'self_size', 'detachedness'];
const EDGE_COLUMNS = ['type', 'name_or_index', 'to_node'];
const LOCATION_COLUMNS = ['object_index', 'script_id', 'line', 'column'];

const NODE_BYTES = 1 + 4 + 4 + 4 + 8 + 1;
const EDGE_BYTES = 1 + 4 + 4;

/** Types of edges that have an index, as V8 has it, in place of a name. */
const INDEXED = ['element', 'hidden'];

function graphOf({ exports, header, take, allocate, fail }: Means): Goal<HeapGraph> {
  const { nodeCount, edgeCount, nodeFields, edgeTypes } = header;
  const hasDetachedness = nodeFields.includes('detachedness');
  const graph = allocate(NODE_BYTES * nodeCount + EDGE_BYTES * edgeCount, () => ({
    nodeType: new Uint8Array(nodeCount),
    nodeName: new Uint32Array(nodeCount),
    nodeId: new Uint32Array(nodeCount),
    selfSize: new Float64Array(nodeCount),
    firstEdge: new Uint32Array(nodeCount + 1),
    detachedness: hasDetachedness ? new Uint8Array(nodeCount) : null,
    edgeType: new Uint8Array(edgeCount),
    edgeName: new Uint32Array(edgeCount),
    edgeTo: new Uint32Array(edgeCount),
  }));
  const texts = createTextStore(take);
  const locations = createLocationStore(take);
  const columns = columnsOf(exports);
  const read = { nodes: 0, edges: 0 };
  const ended = new Set<string>();
  const shared = { nodeFields: nodeFields.length, nodeCount, edgeCount };

  const open: Readonly<Record<string, () => Section>> = {
    nodes: () =>
      rowSection(exports, {
        ...shared,
        ...nodeRows(header),
        read: 'nodes',
        store(at, count) {
          graph.nodeType.set(columns.bytes(0, count), at);
          graph.nodeName.set(columns.words(0, count), at);
          graph.nodeId.set(columns.words(1, count), at);
          graph.firstEdge.set(columns.words(2, count), at + 1);
          graph.selfSize.set(columns.doubles(count), at);
          graph.detachedness?.set(columns.bytes(1, count), at);
          read.nodes += count;
        },
      }),
    edges: () =>
      rowSection(exports, {
        ...shared,
        name: 'edges',
        read: 'edge_rows',
        fields: header.edgeFields,
        columns: EDGE_COLUMNS,
        rows: edgeCount,
        types: edgeTypes,
        named: edgeTypes.reduce(
          (bits, type, i) => (INDEXED.includes(type) ? bits : bits | (1 << i)),
          0,
        ),
        store(at, count) {
          graph.edgeType.set(columns.bytes(0, count), at);
          graph.edgeName.set(columns.words(0, count), at);
          graph.edgeTo.set(columns.words(1, count), at);
          read.edges += count;
        },
      }),
    locations: () =>
      rowSection(exports, {
        ...shared,
        name: 'locations',
        read: 'locations',
        fields: header.locationFields,
        columns: LOCATION_COLUMNS,
        rows: null,
        types: [],
        named: 0,
        store: (_, count) =>
          locations.add(LOCATION_COLUMNS.map((_, column) => columns.words(column, count))),
      }),
    strings: () =>
      textSection(exports, (count, bytes) =>
        texts.add(columns.text(bytes), columns.words(0, count)),
      ),
  };

  return {
    open: (key) => (Object.hasOwn(open, key) ? open[key]!() : null),
    close(key, offset) {
      ended.add(key);
      if (key === 'nodes' && exports.edges() !== edgeCount) {
        fail({
          offset,
          expected: `nodes that have the ${grouped(edgeCount)} edges of the header in all`,
          found: grouped(exports.edges()),
        });
      }
      return null;
    },
    readable: () =>
      [
        `${grouped(read.nodes)} of ${grouped(nodeCount)} nodes`,
        `${grouped(read.edges)} of ${grouped(edgeCount)} edges`,
        ...(texts.count > 0 ? [`${grouped(texts.count)} strings`] : []),
      ].join(', '),
    result(offset) {
      const missing = ['nodes', 'edges', 'strings'].find((key) => !ended.has(key));
      if (missing !== undefined) {
        fail({ offset, expected: `'${missing}'`, found: 'a snapshot that ends without' });
      }
      if (exports.names() > texts.count) {
        fail({
          offset: exports.names_at(),
          expected: `a row that names one of ${grouped(texts.count)} strings`,
          found: `string ${exports.names() - 1}`,
        });
      }
      const sorted: Locations = locations.sorted();
      const { nodeTypes } = header;
      const strings = texts.table();
      return { nodeCount, edgeCount, ...graph, nodeTypes, edgeTypes, strings, locations: sorted };
    },
  };
}

function idsOf({ exports, header, allocate, fail }: Means): Goal<Uint32Array> {
  const { nodeFields, nodeCount, edgeCount } = header;
  const ids = allocate(4 * nodeCount, () => new Uint32Array(nodeCount));
  const columns = columnsOf(exports);
  let read = 0;
  return {
    open: (key) =>
      key !== 'nodes'
        ? null
        : rowSection(exports, {
            ...nodeRows(header),
            nodeFields: nodeFields.length,
            nodeCount,
            edgeCount,
            read: 'ids',
            store(at, count) {
              ids.set(columns.words(1, count), at);
              read += count;
            },
          }),
    close: (key) => (key === 'nodes' ? ids : null),
    readable: () => `${grouped(read)} of ${grouped(nodeCount)} nodes`,
    result: (offset) =>
      fail({ offset, expected: "'nodes'", found: 'a snapshot that ends without' }),
  };
}

const nodeRows = (header: SnapshotHeader) =>
  ({
    name: 'nodes',
    fields: header.nodeFields,
    columns: NODE_COLUMNS,
    rows: header.nodeCount,
    types: header.nodeTypes,
    named: 0,
  }) satisfies Partial<RowColumns>;

/** Views of what waits in the module: its memory never grows. */
function columnsOf(exports: SnapshotExports) {
  const { buffer } = exports.memory;
  return {
    bytes: (column: number, count: number) =>
      new Uint8Array(buffer, exports.byte_column(column), count),
    words: (column: number, count: number) =>
      new Uint32Array(buffer, exports.word_column(column), count),
    doubles: (count: number) => new Float64Array(buffer, exports.double_column(), count),
    text: (count: number) => new Uint8Array(buffer, exports.text(), count),
  };
}

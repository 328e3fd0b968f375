import type { HeapGraph } from './heap-graph.ts';
import { createLocationStore } from './location-store.ts';
import { grouped } from './snapshot-error.ts';
import type { Goal, Means } from './snapshot-goal.ts';
import { columnsOf, nodeRows } from './snapshot-goal.ts';
import type { Section } from './snapshot-section.ts';
import { rowSection, textSection } from './snapshot-section.ts';
import { createTextStore } from './text-store.ts';

/** All of a snapshot that a graph has. */
export function graphOf({ exports, header, take, allocate, fail }: Means): Goal<HeapGraph> {
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
      return {
        nodeCount,
        edgeCount,
        ...graph,
        nodeTypes: header.nodeTypes,
        edgeTypes,
        strings: texts.table(),
        locations: locations.sorted(),
      };
    },
  };
}

const EDGE_COLUMNS = ['type', 'name_or_index', 'to_node'];
const LOCATION_COLUMNS = ['object_index', 'script_id', 'line', 'column'];

const NODE_BYTES = 1 + 4 + 4 + 4 + 8 + 1;
const EDGE_BYTES = 1 + 4 + 4;

/** Types of edges that have an index, as V8 has it, in place of a name. */
const INDEXED = ['element', 'hidden'];

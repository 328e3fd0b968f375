import { mixed, writeSnapshot } from './snapshot-writer.ts';

/** Edges of a node, in turn: two at least, for all nodes hang on the root as in a heap. */
const DEGREES = [2, 2, 3, 5, 2, 6, 4, 3];
/** As Node 20 has them for a heap of small objects: objects, numbers, closures, strings, arrays. */
const TYPES = [3, 3, 7, 5, 2, 3, 1, 4];
const SIZES = [32, 24, 16, 64, 40, 56, 1096, 128];
const CLOSURE = 5;
const ELEMENT = 1;
/** What these rows come to; V8 has 78 for a heap of 200,000 small objects. */
const BYTES_PER_NODE = 88;
const NODES_PER_STRING = 4;

const NODE_TYPES =
  'hidden array string object code closure regexp number native synthetic bigint'.split(' ');
const EDGE_TYPES = 'context element property internal hidden shortcut weak'.split(' ');

export interface Synthetic {
  readonly bytes: number;
  readonly nodes: number;
  readonly edges: number;
}

/** Writes a snapshot of about so many bytes, as V8 would, a few rows at a time. */
export function writeSynthetic(path: string, aboutBytes: number): Synthetic {
  const nodes = Math.max(8, Math.round(aboutBytes / BYTES_PER_NODE / 8) * 8);
  const edges = (nodes / 8) * DEGREES.reduce((sum, degree) => sum + degree, 0);
  const strings = Math.ceil(nodes / NODES_PER_STRING);
  const bytes = writeSnapshot(path, {
    nodeTypes: NODE_TYPES,
    edgeTypes: EDGE_TYPES,
    ...{ nodes, edges },
    writeNodes(writer) {
      for (let i = 0; i < nodes; i++) {
        const name = mixed(i) % strings;
        writer.node(TYPES[i % 8]!, name, 2 * i + 1, SIZES[i % 8]!, DEGREES[i % 8]!);
      }
    },
    writeEdges(writer) {
      let edge = 0;
      for (let i = 0; i < nodes; i++) {
        for (let k = 0; k < DEGREES[i % 8]!; k++) {
          // The first two make a tree of all nodes; others lead anywhere, most of them nearby.
          const near = (i + (mixed(edge) % 1024)) % nodes;
          const to = k < 2 ? (2 * i + 1 + k) % nodes : edge % 4 === 0 ? mixed(edge) % nodes : near;
          const type = edge % 7;
          writer.edge(type, type === ELEMENT ? k : mixed(edge + 7) % strings, to);
          edge++;
        }
      }
    },
    writeLocations(writer) {
      for (let i = 0; i < nodes; i++) {
        if (TYPES[i % 8] === CLOSURE) writer.location(i, (i % 97) + 1, i % 5000, i % 120);
      }
    },
    writeStrings(writer) {
      writer.string('<dummy>');
      for (let i = 1; i < strings; i++)
        writer.string('property of an object '.slice(-(i % 20) - 1), i);
    },
  });
  return { bytes, nodes, edges };
}

import { seededRandom } from '../../src/harness/schedule.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { SnapshotError } from '../../src/heap/snapshot-error.ts';
import type { SnapshotReader } from '../../src/heap/snapshot-reader.ts';
import { createIdReader, createSnapshotReader } from '../../src/heap/snapshot-reader.ts';
import { damage } from './damage.ts';
import { seedSnapshots } from './seeds.ts';

export interface Tally {
  refused: number;
  overBudget: number;
  read: number;
  unchanged: number;
  readonly violations: string[];
}

/** Longer, and a snapshot would hold up whoever opens it. */
const LONGEST_MS = 2000;
/** Enough for each snapshot as it is, and little more. */
const MEMORY_BYTES = 12 << 20;
/** Of one in so many, the ids alone are read. */
const IDS_EVERY = 16;

export async function fuzz(options: {
  readonly count: number;
  readonly seed: number;
  readonly module: WebAssembly.Module;
}): Promise<Tally> {
  const { count, seed, module } = options;
  const seeds = seedSnapshots();
  const tally: Tally = { refused: 0, overBudget: 0, read: 0, unchanged: 0, violations: [] };
  for (let i = 0; i < count; i++) {
    const random = seededRandom(seed * 1_000_003 + i);
    const original = seeds[i % seeds.length]!;
    const bytes = damage(original, random);
    const before = performance.now();
    const violation = tryOne(module, bytes, i, random, tally);
    const ms = performance.now() - before;
    if (violation !== null) tally.violations.push(`seed ${seed}, number ${i}: ${violation}`);
    if (ms > LONGEST_MS) tally.violations.push(`seed ${seed}, number ${i}: took ${ms} ms`);
    if (original.equals(bytes)) tally.unchanged++;
    // Memories of modules are freed between turns of the event loop alone.
    if (i % 500 === 0) await new Promise(setImmediate);
  }
  return tally;
}

/** What is wrong about how it was read, if anything is. */
function tryOne(
  module: WebAssembly.Module,
  bytes: Buffer,
  number: number,
  random: () => number,
  tally: Tally,
): string | null {
  // A stream doesn't tell its length.
  const inputBytes = random() < 0.5 ? bytes.length : undefined;
  const options = { memoryBytes: MEMORY_BYTES, inputBytes };
  try {
    if (number % IDS_EVERY === 0) {
      const ids = readPieces(createIdReader(module, options), bytes, random);
      tally.read++;
      return ids.length === 0 ? 'no node was read' : null;
    }
    const graph = readPieces(createSnapshotReader(module, options), bytes, random);
    tally.read++;
    return inconsistency(graph);
  } catch (error) {
    if (!(error instanceof SnapshotError)) return `it threw ${error}`;
    tally.refused++;
    if (/of memory/.test(error.expected)) tally.overBudget++;
    const { offset, message, expected, found, readable } = error;
    const isPlace = Number.isInteger(offset) && offset >= 0 && offset <= bytes.length;
    if (!isPlace) return `it was refused at ${offset} of ${bytes.length}`;
    const isTold = [offset.toLocaleString('en-US'), expected, found, readable].every(
      (part) => part !== '' && message.includes(part),
    );
    return isTold ? null : `it was refused without saying what is wrong: ${message}`;
  }
}

/** Most in one piece, some in small ones. */
function readPieces<Result>(
  reader: SnapshotReader<Result>,
  bytes: Buffer,
  random: () => number,
): Result {
  const longest = random() < 0.75 ? bytes.length : 1 + Math.floor(random() ** 3 * 5000);
  for (let at = 0; at < bytes.length; at += longest) {
    reader.write(bytes.subarray(at, at + longest));
  }
  return reader.end();
}

function inconsistency(graph: HeapGraph): string | null {
  const { nodeCount, edgeCount, strings, locations, nodeTypes, edgeTypes, firstEdge } = graph;
  const named = edgeTypes.map((type) => type !== 'element' && type !== 'hidden');
  const checks: Readonly<Record<string, boolean>> = {
    'there is no root': nodeCount > 0,
    'columns of nodes differ in length': [
      graph.nodeType,
      graph.nodeName,
      graph.nodeId,
      graph.selfSize,
      graph.detachedness ?? graph.nodeType,
    ].every(({ length }) => length === nodeCount),
    'columns of edges differ in length': [graph.edgeType, graph.edgeName, graph.edgeTo].every(
      ({ length }) => length === edgeCount,
    ),
    'a node has an unknown type': graph.nodeType.every((type) => type < nodeTypes.length),
    'a node has an unknown name': graph.nodeName.every((name) => name < strings.count),
    'a size is no size': graph.selfSize.every((size) => Number.isSafeInteger(size) && size >= 0),
    'an edge has an unknown type': graph.edgeType.every((type) => type < edgeTypes.length),
    'an edge has an unknown name': graph.edgeName.every(
      (name, i) => !named[graph.edgeType[i]!] || name < strings.count,
    ),
    'an edge leads nowhere': graph.edgeTo.every((node) => node < nodeCount),
    'edges of nodes are out of order':
      firstEdge.length === nodeCount + 1 &&
      firstEdge.every((first, i) => first >= (firstEdge[i - 1] ?? 0)),
    'edges belong to no node': firstEdge[0] === 0 && firstEdge[nodeCount] === edgeCount,
    'locations differ in length': Object.values(locations).every(
      ({ length }) => length === locations.node.length,
    ),
    'a location is of no node': locations.node.every((node) => node < nodeCount),
    'locations are out of order': locations.node.every(
      (node, i) => node >= (locations.node[i - 1] ?? 0),
    ),
  };
  const broken = Object.keys(checks).find((check) => !checks[check]);
  if (broken !== undefined) return broken;
  for (let i = 0; i < strings.count; i++) {
    if (typeof strings.get(i) !== 'string') return `string ${i} is none`;
  }
  return null;
}

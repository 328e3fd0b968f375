import type { HeapGraph } from './heap-graph.ts';

/** The shortest strong path to each object, as a tree. */
export interface RetainerTree {
  /** The node that leads here; its own for the root, `UNREACHED` where nothing does. */
  readonly parent: Uint32Array;
  /** The edge by which. */
  readonly edge: Uint32Array;
  /** The nodes that are reached, parents before what they lead to. */
  readonly order: Uint32Array;
}

export const UNREACHED = 0xffff_ffff;

/**
 * Breadth first, in tiers: a path that a person would tell comes before one through V8's own roots,
 * that before one through code and object shapes (a function's feedback leads to much that it does not
 * keep for its user), and the stack and the handles of what runs right now come last.
 */
export function retainerTree(graph: HeapGraph): RetainerTree {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const parent = new Uint32Array(nodeCount).fill(UNREACHED);
  const edge = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  const isStrong = strongEdges(graph);
  const tierOf = tiers(graph);
  // From and edge in turn.
  const later: number[][] = Array.from({ length: TIERS }, () => []);
  let reached = 0;

  const reach = (node: number, from: number, by: number): void => {
    parent[node] = from;
    edge[node] = by;
    order[reached++] = node;
  };
  if (nodeCount > 0) reach(0, 0, 0);
  let next = 0;
  for (let tier = 0; tier < TIERS; tier++) {
    const waiting = later[tier]!;
    for (let i = 0; i < waiting.length; i += 2) {
      const by = waiting[i + 1]!;
      const node = edgeTo[by]!;
      if (parent[node] === UNREACHED) reach(node, waiting[i]!, by);
    }
    for (; next < reached; next++) {
      const node = order[next]!;
      const end = firstEdge[node + 1]!;
      for (let by = firstEdge[node]!; by < end; by++) {
        const to = edgeTo[by]!;
        if (parent[to] !== UNREACHED || !isStrong(node, by)) continue;
        const wanted = tierOf(to);
        if (wanted > tier) later[wanted]!.push(node, by);
        else reach(to, node, by);
      }
    }
  }
  return { parent, edge, order: order.subarray(0, reached) };
}

const TIERS = 4;

function tiers(graph: HeapGraph): (node: number) => number {
  const { nodeType, nodeTypes, nodeName, strings } = graph;
  const synthetic = nodeTypes.indexOf('synthetic');
  const native = nodeTypes.indexOf('native');
  const byType = nodeTypes.map((type) => (type === 'code' || type === 'object shape' ? 2 : 0));
  return (node) => {
    const type = nodeType[node]!;
    if (type !== synthetic && type !== native) return byType[type]!;
    const name = strings.get(nodeName[node]!);
    return ROOT_TIERS[name] ?? (name.startsWith('Node / ') && !WAYS.has(name) ? 1 : 0);
  };
}

/**
 * To modules, whose variables are the user's. Of other things of Node's, objects are the face: what keeps
 * them is to be found among the user's own.
 */
const WAYS = new Set(
  ['Environment', 'PrincipalRealm', 'CleanupQueue', 'ModuleWrap'].map((name) => `Node / ${name}`),
);

const ROOT_TIERS: Readonly<Record<string, number>> = {
  '(GC roots)': 1,
  '(Stack roots)': 3,
  '(Handle scope)': 3,
  '(Micro tasks)': 3,
};

/**
 * Whether an edge keeps what it leads to. The value of a WeakMap's entry is kept by its key, and V8
 * writes the same edge of the table as well.
 */
function strongEdges(graph: HeapGraph): (from: number, edge: number) => boolean {
  const { edgeType, edgeTypes, edgeName, nodeType, nodeTypes, strings } = graph;
  const weak = edgeTypes.indexOf('weak');
  // To each global object there is, so that DevTools shows them first; another edge keeps it.
  const shortcut = edgeTypes.indexOf('shortcut');
  const internal = edgeTypes.indexOf('internal');
  const array = nodeTypes.indexOf('array');
  /** By name. */
  const known = new Uint8Array(strings.count);
  const isEphemeron = (name: number): boolean => {
    if (known[name] === 0) known[name] = strings.get(name).includes(EPHEMERON) ? 2 : 1;
    return known[name] === 2;
  };
  return (from, edge) => {
    const type = edgeType[edge];
    if (type === weak || type === shortcut) return false;
    return !(type === internal && nodeType[from] === array && isEphemeron(edgeName[edge]!));
  };
}

/** As V8 names it: "12 / part of key (Object @5) -> value (Object @7) pair in WeakMap (table @9)". */
const EPHEMERON = ' / part of key ';

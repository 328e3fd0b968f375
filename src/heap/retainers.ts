import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';
import { strongTargets } from './strong-targets.ts';

/** The shortest strong path to each object, as a tree. */
export interface RetainerTree {
  /** The node that leads here; its own for the root, `UNREACHED` where nothing does. */
  readonly parent: Uint32Array;
  /** The edge by which. */
  readonly edge: Uint32Array;
  /** The nodes that are reached, parents before what they lead to. */
  readonly order: Uint32Array;
}

export const UNREACHED = NO_INDEX;

/**
 * Breadth first, in tiers: a path that a person would tell comes before one through V8's own roots,
 * that before one through code and object shapes (a function's feedback leads to much that it does not
 * keep for its user), and the stack and the handles of what runs right now come last.
 */
export function retainerTree(graph: HeapGraph): RetainerTree {
  const { nodeCount, nodeName, firstEdge, edgeTo } = graph;
  const parent = new Uint32Array(nodeCount).fill(UNREACHED);
  const edge = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  const pathTo = pathTargets(graph);
  const timers = waitingTimers(graph, pathTo);
  const tierOf = tiers(graph);
  // Those of a later tier that are found, in that order: their turn comes with their tier.
  const waiting = new Uint32Array(nodeCount);
  let waitingCount = 0;
  let reached = 0;
  if (nodeCount > 0) {
    parent[0] = 0;
    reached = 1;
  }
  let next = 0;
  // Written out without calls for each edge: this runs where nothing is optimised.
  for (let tier = 0; tier < TIERS; tier++) {
    for (let i = 0; i < waitingCount; i++) {
      if (tierOf[waiting[i]!] === tier) order[reached++] = waiting[i]!;
    }
    for (; next < reached; next++) {
      const node = order[next]!;
      const end = firstEdge[node + 1]!;
      for (let by = firstEdge[node]!; by < end; by++) {
        const to = pathTo[by]!;
        if (parent[to] !== UNREACHED) continue;
        parent[to] = node;
        edge[to] = by;
        if (tierOf[to]! > tier) waiting[waitingCount++] = to;
        else order[reached++] = to;
      }
      if (nodeName[node] !== timers.listName) continue;
      for (const by of timers.edgesOf(node)) {
        const to = edgeTo[by]!;
        if (parent[to] !== UNREACHED) continue;
        parent[to] = node;
        edge[to] = by;
        order[reached++] = to;
      }
    }
  }
  return { parent, edge, order: order.subarray(0, reached) };
}

/**
 * By edge: where paths lead along it, or the root if they don't. Besides what keeps nothing alive,
 * shortcuts are left out: they lead to each global object there is, so that DevTools shows these first;
 * other edges keep them.
 */
function pathTargets(graph: HeapGraph): Uint32Array {
  const { firstEdge, edgeType, edgeTypes } = graph;
  const targets = strongTargets(graph);
  const shortcut = edgeTypes.indexOf('shortcut');
  const end = firstEdge[1] ?? 0;
  for (let edge = 0; edge < end; edge++) if (edgeType[edge] === shortcut) targets[edge] = 0;
  return targets;
}

interface WaitingTimers {
  /** The text by which nodes are named that are lists of timers. */
  readonly listName: number;
  /** From a list's first timer on, the edges to all that wait in it. */
  edgesOf(list: number): readonly number[];
}

/**
 * Node's timers are linked to one another: one that the user still has would seem to hold all others of its
 * list. Their links are taken out of the targets, and the list itself leads to each.
 */
function waitingTimers(graph: HeapGraph, targets: Uint32Array): WaitingTimers {
  const { strings, nodeName, edgeTo } = graph;
  const numberOf = (name: string): number =>
    strings.withText(name).find((number) => strings.get(number) === name) ?? NO_INDEX;
  const [timer, listName] = [numberOf('Timeout'), numberOf('TimersList')];
  const nextOf = new Map<number, number>();
  for (const [edge, owner] of propertyEdges(graph, numberOf('_idleNext'))) {
    nextOf.set(owner, edge);
    if (nodeName[owner] === timer) targets[edge] = 0;
  }
  for (const [edge, owner] of propertyEdges(graph, numberOf('_idlePrev'))) {
    if (nodeName[owner] === timer) targets[edge] = 0;
  }
  return {
    listName,
    edgesOf(list) {
      const edges: number[] = [];
      let edge = nextOf.get(list);
      // It ends where it began.
      while (edge !== undefined && edgeTo[edge] !== list && edges.length <= nextOf.size) {
        edges.push(edge);
        edge = nextOf.get(edgeTo[edge]!);
      }
      return edges;
    },
  };
}

/** Those of this name, each with the node that it comes from. */
function* propertyEdges(
  { edgeName, edgeType, edgeTypes, firstEdge, nodeCount }: HeapGraph,
  name: number,
): Generator<readonly [edge: number, owner: number]> {
  const property = edgeTypes.indexOf('property');
  for (let edge = edgeName.indexOf(name); edge !== -1; edge = edgeName.indexOf(name, edge + 1)) {
    if (edgeType[edge] !== property) continue;
    let [low, high] = [0, nodeCount - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (firstEdge[middle]! <= edge) low = middle;
      else high = middle - 1;
    }
    yield [edge, low];
  }
}

const TIERS = 4;

/** By node. */
function tiers(graph: HeapGraph): Uint8Array {
  const { nodeCount, nodeType, nodeTypes, nodeName, strings } = graph;
  const synthetic = nodeTypes.indexOf('synthetic');
  const native = nodeTypes.indexOf('native');
  const byType = Uint8Array.from(nodeTypes, (type) =>
    type === 'code' || type === 'object shape' ? 2 : 0,
  );
  const tierOf = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    if (type !== synthetic && type !== native) {
      tierOf[node] = byType[type]!;
      continue;
    }
    const name = strings.get(nodeName[node]!);
    tierOf[node] = ROOT_TIERS.get(name) ?? (name.startsWith('Node / ') && !WAYS.has(name) ? 1 : 0);
  }
  return tierOf;
}

/**
 * To modules, whose variables are the user's. Of other things of Node's, objects are the face: what keeps
 * them is to be found among the user's own.
 */
const WAYS = new Set(
  ['Environment', 'PrincipalRealm', 'CleanupQueue', 'ModuleWrap'].map((name) => `Node / ${name}`),
);

const ROOT_TIERS: ReadonlyMap<string, number> = new Map([
  ['(GC roots)', 1],
  ['(Stack roots)', 3],
  ['(Handle scope)', 3],
  ['(Micro tasks)', 3],
]);

import { numberOf } from './describe-object.ts';
import type { Compared } from './object-growth.ts';

/** So many are looked at. */
const MOST_MEMBERS = 64;
const ENOUGH_SHARE = 0.6;
/** Of an emitter, how many events it has listeners for: these lead back to it just as often. */
const LISTENERS = '_eventsCount';
/** An object and what it leads to among what came: a resource, its handles, the resources of these. */
const MOST_REACHED = 256;

/**
 * Whether the members lie on cycles of what came, and carry a number that is just how many references to them
 * there are on it: they count who refers to them, and nobody else does.
 */
export function isReferenceCounted(
  compared: Compared,
  members: readonly number[],
  came: Uint32Array,
): boolean {
  const drawn = members.slice(-MOST_MEMBERS);
  if (drawn.length < 2) return false;
  const isBelow = new Uint8Array(compared.graph.nodeCount);
  for (let i = 0; i < came.length; i++) isBelow[came[i]!] = 1;
  const incoming = countIncoming(compared, came, isBelow);
  const counted = drawn.filter((node) => {
    const isOnRing = ringOf(compared, node, isBelow).size > 1;
    return isOnRing && carries(compared, node, incoming.get(node) ?? 0);
  });
  return counted.length >= ENOUGH_SHARE * drawn.length;
}

/** What leads back to the node, of what it leads to, itself included; empty where nothing does. */
function ringOf({ graph }: Compared, start: number, isBelow: Uint8Array): Set<number> {
  const { firstEdge, edgeTo, edgeType, edgeTypes } = graph;
  const weak = edgeTypes.indexOf('weak');
  const order = [start];
  const from = new Map<number, number[]>([[start, []]]);
  for (let next = 0; next < order.length && order.length < MOST_REACHED; next++) {
    const node = order[next]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (edgeType[edge] === weak || isBelow[to] === 0) continue;
      const known = from.get(to);
      if (known !== undefined) known.push(node);
      else {
        from.set(to, [node]);
        order.push(to);
      }
    }
  }
  const ring = new Set<number>();
  const open = [...(from.get(start) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ring.has(node)) continue;
    ring.add(node);
    open.push(...(from.get(node) ?? []));
  }
  return ring;
}

/** References from what came to what came, but for the one by which the registry leads there. */
function countIncoming(
  { graph, tree }: Compared,
  came: Uint32Array,
  isBelow: Uint8Array,
): Map<number, number> {
  const { firstEdge, edgeTo, edgeType, edgeTypes } = graph;
  const weak = edgeTypes.indexOf('weak');
  const property = edgeTypes.indexOf('property');
  const incoming = new Map<number, number>();
  for (let i = 0; i < came.length; i++) {
    const node = came[i]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (isBelow[to] === 0 || edgeType[edge] === weak || tree.edge[to] === edge) continue;
      if (edgeType[edge] !== property && !isArray(graph, node)) continue;
      incoming.set(to, (incoming.get(to) ?? 0) + 1);
    }
  }
  return incoming;
}

/** An array's elements are edges of its own and of its store: those of the store count. */
const isArray = ({ nodeType, nodeTypes }: Compared['graph'], node: number): boolean =>
  nodeTypes[nodeType[node]!] === 'array';

function carries({ graph }: Compared, node: number, references: number): boolean {
  if (references === 0) return false;
  const { firstEdge, edgeTo, edgeType, edgeTypes, edgeName, nodeType, nodeTypes, strings } = graph;
  const property = edgeTypes.indexOf('property');
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    const to = edgeTo[edge]!;
    if (edgeType[edge] !== property || nodeTypes[nodeType[to]!] !== 'number') continue;
    if (strings.get(edgeName[edge]!) === LISTENERS) continue;
    if (Number(numberOf(graph, to)) === references) return true;
  }
  return false;
}

import type { ExaminedHeap } from './examined-heap.ts';
import type { HeapStep } from './heap-steps.ts';
import { stepsTo } from './heap-steps.ts';
import { NO_EDGE } from './shortest-paths.ts';

/** Objects that are held at the end of equal paths: of equal names, from objects of equal classes. */
export interface RetainerGroups {
  /** By object asked for, in the same order: the number of its group. */
  readonly groupOf: Uint32Array;
  readonly groupCount: number;
  /** The path to one of a group, with what differs between its members left open. */
  steps(node: number): GroupStep[];
}

export interface GroupStep extends HeapStep {
  /** Another of the same name and class follows, and more may: `next`, `next`, `next`. */
  readonly isRepeated: boolean;
}

/** Stands for an index, and for a key of what is used as a dictionary. */
export const ANY_NAME = '*';

/**
 * Clusters objects as LeakCanary and memlab do. Indices don't tell paths apart, nor keys of an object
 * through which many of the objects are held; several of one name and class in a row count as one.
 */
export function retainerGroups(heap: ExaminedHeap, nodes: Uint32Array): RetainerGroups {
  const { graph, classes, paths } = heap;
  const isOpen = openNames(heap, nodes);
  const pairs = numbering();
  const signatures = numbering(1);
  const pairOf: number[] = [];
  // By node, of those on the way to the objects.
  const signatureOf = new Uint32Array(graph.nodeCount);

  const edgeKey = (node: number): number => {
    const edge = paths.edge[node]!;
    return edge === NO_EDGE || isOpen(edge, node) ? 0 : graph.edgeName[edge]! + 1;
  };
  // V8's roots are all of one class: their names tell them apart.
  const synthetic = graph.nodeTypes.indexOf('synthetic');
  const pairAt = (node: number): number => {
    const isRoots = graph.nodeType[node] === synthetic;
    const key = isRoots ? graph.nodeName[node]! + 1 : edgeKey(node);
    return pairs(key * MOST_CLASSES + classes.numberOf(node));
  };

  function signature(node: number): number {
    const trail: number[] = [];
    let at = node;
    while (signatureOf[at] === NO_SIGNATURE) {
      trail.push(at);
      if (paths.edge[at] === NO_EDGE) break;
      at = paths.from[at]!;
    }
    let above = signatureOf[at]!;
    for (let i = trail.length - 1; i >= 0; i--) {
      const next = trail[i]!;
      const pair = pairAt(next);
      if (above === NO_SIGNATURE) above = signatures(pair);
      else if (pairOf[above] !== pair) above = signatures(above * MOST_PAIRS + pair);
      pairOf[above] = pair;
      signatureOf[next] = above;
    }
    return above;
  }

  const groups = numbering();
  const lastEdges = numbering();
  const groupOf = new Uint32Array(nodes.length);
  let groupCount = 0;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const hasPath = paths.edge[node] !== NO_EDGE;
    // What no path leads to is told apart by its class: there is nothing else to tell.
    const key = hasPath
      ? signature(paths.from[node]!) * MOST_PAIRS + lastEdges(edgeKey(node))
      : -1 - classes.numberOf(node);
    const group = groups(key);
    groupOf[i] = group;
    groupCount = Math.max(groupCount, group + 1);
  }

  return {
    groupOf,
    groupCount,
    steps(node) {
      const trail: number[] = [];
      for (let at = node; ; at = paths.from[at]!) {
        trail.push(at);
        if (paths.edge[at] === NO_EDGE) break;
      }
      trail.reverse();
      const steps = stepsTo(heap, node);
      const shown: GroupStep[] = [];
      let last = -1;
      for (const [i, step] of steps.entries()) {
        const at = trail[i]!;
        const pair = i === 0 ? -1 : pairAt(at);
        if (pair !== -1 && pair === last && i < steps.length - 1) {
          shown.push({ ...shown.pop()!, isRepeated: true });
          continue;
        }
        last = pair;
        const isNamed = step.edge !== null && !isOpen(paths.edge[at]!, at);
        const edge = step.edge === null || isNamed ? step.edge : { ...step.edge, name: ANY_NAME };
        const role = step.role?.kind === 'entry' ? null : step.role;
        shown.push({ ...step, edge, role, isRepeated: false });
      }
      return shown;
    },
  };
}

/** Signatures count from 1, so that no product with one is a pair alone; and memory without is never touched. */
const NO_SIGNATURE = 0;

/** Names of edges and classes make one number below 2⁵³. */
const MOST_CLASSES = 2 ** 26;

/** Of an edge's name and a class: with as many signatures, a product still fits into a double. */
const MOST_PAIRS = 2 ** 26;

/** Numbers things as they come. */
function numbering(first = 0): (key: number) => number {
  const numbers = new Map<number, number>();
  return (key) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = first + numbers.size;
    numbers.set(key, number);
    return number;
  };
}

/** Whether the name of the edge to a node doesn't matter. */
function openNames(
  { graph, paths }: ExaminedHeap,
  nodes: Uint32Array,
): (edge: number, node: number) => boolean {
  const { edgeType, edgeTypes, edgeName, strings } = graph;
  const element = edgeTypes.indexOf('element');
  const hidden = edgeTypes.indexOf('hidden');
  const property = edgeTypes.indexOf('property');
  // By node, up to as many as matter.
  const held = new Uint8Array(graph.nodeCount);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const edge = paths.edge[node]!;
    if (edge === NO_EDGE || edgeType[edge] !== property) continue;
    const from = paths.from[node]!;
    if (held[from]! < KEYS_OF_A_DICTIONARY) held[from]!++;
  }
  const known = new Uint8Array(strings.count);
  return (edge, node) => {
    const type = edgeType[edge]!;
    if (type === element || type === hidden) return true;
    if (type === property && held[paths.from[node]!] === KEYS_OF_A_DICTIONARY) return true;
    const name = edgeName[edge]!;
    if (known[name] === 0) known[name] = strings.isDigits(name) ? 2 : 1;
    return known[name] === 2;
  };
}

/** Objects that grow by as many properties at once are used as dictionaries. */
const KEYS_OF_A_DICTIONARY = 8;

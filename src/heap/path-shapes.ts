import type { HeapGraph } from './heap-graph.ts';
import type { RetainerTree } from './retainers.ts';

/** One step of a path from the root: an edge and the kind of object that it leads to. */
export interface Step {
  readonly edge: string;
  /** Of a variable or property; `*` where it is one place of many. */
  readonly name: string;
  /** The constructor's name of objects, V8's words in brackets for what has none. */
  readonly class: string;
  /** V8's type of the node. */
  readonly kind: string;
}

/**
 * Paths of objects, equal ones counted as one: names of variables and properties matter, places in
 * arrays and tables don't. What repeats (`next → next → next`, or a child's children) is one step.
 * Paths of several snapshots can be told in the same shapes.
 */
export interface PathShapes {
  readonly count: () => number;
  /** Of the empty path: the root's. */
  readonly root: number;
  parentOf(shape: number): number;
  stepOf(shape: number): Step;
  /** Whether the step stands for any number of its like. */
  isRepeated(shape: number): boolean;
  /** The shape of each node's path; `NO_SHAPE` where none leads to it. */
  shapesOf(
    graph: HeapGraph,
    tree: RetainerTree,
    isNew: (node: number) => boolean,
  ): Uint32Array<ArrayBuffer>;
}

export const NO_SHAPE = 0xffff_ffff;

export function createPathShapes(): PathShapes {
  const steps: Step[] = [{ edge: '', name: '', class: '', kind: 'synthetic' }];
  const parents: number[] = [0];
  const repeated: boolean[] = [false];
  const known = new Map<string, number>();
  const texts: string[] = [''];

  function child(parent: number, step: Step): number {
    const text = `${step.edge}\n${step.name}\n${step.kind}\n${step.class}`;
    const key = `${parent}\n${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const folded = foldedInto(parent, text);
    const shape = folded ?? steps.length;
    if (folded === null) {
      steps.push(step);
      parents.push(parent);
      repeated.push(false);
      texts.push(text);
    } else {
      repeated[folded] = true;
    }
    known.set(key, shape);
    return shape;
  }

  /** Where the last steps are the same as those before them, the first of these; null where not. */
  function foldedInto(parent: number, text: string): number | null {
    let candidate = parent;
    for (let period = 1; period <= LONGEST_PERIOD && candidate !== 0; period++) {
      if (texts[candidate] === text && repeats(parent, candidate, period - 1)) return candidate;
      candidate = parents[candidate]!;
    }
    return null;
  }

  /** Whether so many steps that end at `end` are those that end before `earlier`. */
  function repeats(end: number, earlier: number, length: number): boolean {
    let a = end;
    let b = parents[earlier]!;
    for (let i = 0; i < length; i++) {
      if (b === 0 || texts[a] !== texts[b]) return false;
      a = parents[a]!;
      b = parents[b]!;
    }
    return true;
  }

  return {
    count: () => steps.length,
    root: 0,
    parentOf: (shape) => parents[shape]!,
    stepOf: (shape) => steps[shape]!,
    isRepeated: (shape) => repeated[shape]!,
    shapesOf(graph, { parent, edge, order }, isNew) {
      const shapes = new Uint32Array(graph.nodeCount).fill(NO_SHAPE);
      const stepTo = stepReader(graph, isNew);
      shapes[0] = 0;
      for (const node of order.subarray(1)) {
        const from = parent[node]!;
        shapes[node] = child(shapes[from]!, stepTo(from, edge[node]!, node));
      }
      return shapes;
    },
  };
}

/** A child's children, an async function's await, a promise's reactions: three to five steps. */
const LONGEST_PERIOD = 6;

function stepReader(
  graph: HeapGraph,
  isNew: (node: number) => boolean,
): (from: number, edge: number, to: number) => Step {
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTo, nodeType, nodeTypes, strings } = graph;
  const property = edgeTypes.indexOf('property');
  const dictionaries = new Map<number, boolean>();

  const internal = edgeTypes.indexOf('internal');
  const array = nodeTypes.indexOf('array');

  /**
   * An object whose keys are data: V8 keeps its properties in a hash table, or many of them came.
   */
  const isDictionary = (node: number): boolean => {
    const known = dictionaries.get(node);
    if (known !== undefined) return known;
    let changed = 0;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (edgeType[edge] === property && isNew(to)) changed++;
      const isTable =
        edgeType[edge] === internal &&
        nodeType[to] === array &&
        strings.get(edgeName[edge]!) === 'properties';
      if (isTable) changed = FEWEST_KEYS;
    }
    const answer = changed >= FEWEST_KEYS;
    dictionaries.set(node, answer);
    return answer;
  };

  return (from, edge, to) => {
    const type = edgeTypes[edgeType[edge]!]!;
    const isName = type === 'property' || type === 'context' || type === 'internal';
    const name = isName ? strings.get(edgeName[edge]!) : '*';
    const isPlace =
      (type === 'internal' && IS_PLACE.test(name)) || (type === 'property' && isDictionary(from));
    return {
      edge: type,
      name: isPlace ? '*' : name,
      class: classOf(graph, to),
      kind: nodeTypes[nodeType[to]!]!,
    };
  };
}

const FEWEST_KEYS = 16;
/** "12", or "12 / part of key (…) …". */
const IS_PLACE = /^\d+($| \/ part of key )/;

/** As a person would call it: by the constructor, or else by what it is, in brackets. */
export function classOf(
  { nodeType, nodeTypes, nodeName, strings }: HeapGraph,
  node: number,
): string {
  const type = nodeTypes[nodeType[node]!]!;
  switch (type) {
    case 'object':
    case 'native':
    case 'synthetic':
    case 'hidden':
      return strings.get(nodeName[node]!) || '(object)';
    case 'closure':
      return strings.get(nodeName[node]!) || '(anonymous)';
    case 'string':
    case 'concatenated string':
    case 'sliced string':
      return '(string)';
    case 'regexp':
      return 'RegExp';
    default:
      return `(${type})`;
  }
}

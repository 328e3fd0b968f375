import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';
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
  /** Of the nodes that are wanted (all, where nobody says), and of all on the way to them. */
  tell(graph: HeapGraph, tree: RetainerTree, isNew: Uint8Array, isWanted?: Uint8Array): Told;
}

/** Nodes and the shapes of their paths. */
export interface Told {
  /** By node; `NO_SHAPE` of those that were not asked for, and where no path leads to. */
  readonly shapeOf: Uint32Array;
  /** The nodes that have one, holders before what they hold. */
  readonly told: Uint32Array;
}

export const NO_SHAPE = NO_INDEX;

export function createPathShapes(): PathShapes {
  const steps: Step[] = [{ edge: '', name: '', class: '', kind: 'synthetic' }];
  const parents: number[] = [0];
  const repeated: boolean[] = [false];
  /** Of each shape's last step, its number: equal ones have the same. */
  const stepNumbers: number[] = [0];
  const numberOfStep = new Map<string, number>();
  const stepOfNumber: Step[] = [steps[0]!];
  /** By parent and step. */
  const known = new Map<number, number>();

  function numbered(step: Step): number {
    const text = `${step.edge}\n${step.name}\n${step.kind}\n${step.class}`;
    const found = numberOfStep.get(text);
    if (found !== undefined) return found;
    numberOfStep.set(text, stepOfNumber.length);
    return stepOfNumber.push(step) - 1;
  }

  // What was asked for last, by a few bits of the question: most objects stand beside their like, and
  // a look into a Map costs as much as all the rest.
  const recent = new Int32Array(3 * RECENT);
  recent.fill(-1);

  function child(parent: number, step: number): number {
    const slot = 3 * ((Math.imul(parent, 31) + step) & (RECENT - 1));
    if (recent[slot] === parent && recent[slot + 1] === step) return recent[slot + 2]!;
    const shape = childInMap(parent, step);
    recent[slot] = parent;
    recent[slot + 1] = step;
    recent[slot + 2] = shape;
    return shape;
  }

  function childInMap(parent: number, step: number): number {
    const key = parent * MOST_STEPS + step;
    const found = known.get(key);
    if (found !== undefined) return found;
    const folded = foldedInto(parent, step);
    const shape = folded ?? steps.length;
    if (folded === null) {
      steps.push(stepOfNumber[step]!);
      parents.push(parent);
      repeated.push(false);
      stepNumbers.push(step);
    } else {
      repeated[folded] = true;
    }
    known.set(key, shape);
    return shape;
  }

  /** Where the last steps are the same as those before them, the first of these; null where not. */
  function foldedInto(parent: number, step: number): number | null {
    let candidate = parent;
    for (let period = 1; period <= LONGEST_PERIOD && candidate !== 0; period++) {
      if (stepNumbers[candidate] === step && repeats(parent, candidate, period - 1)) {
        return candidate;
      }
      candidate = parents[candidate]!;
    }
    return null;
  }

  /** Whether so many steps that end at `end` are those that end before `earlier`. */
  function repeats(end: number, earlier: number, length: number): boolean {
    let a = end;
    let b = parents[earlier]!;
    for (let i = 0; i < length; i++) {
      if (b === 0 || stepNumbers[a] !== stepNumbers[b]) return false;
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
    tell(graph, { parent, edge, order }, isNew, isWanted) {
      const { nodeCount } = graph;
      const isOnWay = isWanted?.slice() ?? new Uint8Array(nodeCount).fill(1);
      // From behind: what is held comes before what holds it.
      const told = new Uint32Array(order.length);
      let first = order.length;
      for (let i = order.length - 1; i > 0; i--) {
        const node = order[i]!;
        if (isOnWay[node] === 0) continue;
        isOnWay[parent[node]!] = 1;
        told[--first] = node;
      }
      const shapeOf = new Uint32Array(nodeCount).fill(NO_SHAPE);
      const stepTo = stepReader(graph, { parent, edge }, isNew, numbered);
      if (order.length > 0) {
        shapeOf[0] = 0;
        told[--first] = 0;
      }
      for (let i = first + 1; i < told.length; i++) {
        const node = told[i]!;
        const from = parent[node]!;
        shapeOf[node] = child(shapeOf[from]!, stepTo(from, edge[node]!, node));
      }
      return { shapeOf, told: told.subarray(first) };
    },
  };
}

/** A power of two. */
const RECENT = 1024;

/** Shape and step make one number below 2⁵³. */
const MOST_STEPS = 2 ** 26;

/** A child's children, an async function's await, a promise's reactions: three to five steps. */
const LONGEST_PERIOD = 6;

function stepReader(
  graph: HeapGraph,
  tree: Pick<RetainerTree, 'parent' | 'edge'>,
  isNew: Uint8Array,
  numbered: (step: Step) => number,
): (from: number, edge: number, to: number) => number {
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTo } = graph;
  const { nodeType, nodeTypes, nodeName, strings } = graph;
  const property = edgeTypes.indexOf('property');
  /** By node: 1 where it is none, 2 where it is one, 0 where nobody asked yet. */
  const dictionaries = new Uint8Array(graph.nodeCount);

  const internal = edgeTypes.indexOf('internal');
  const array = nodeTypes.indexOf('array');

  // Of the global object V8 always keeps a hash table, and its properties are variables.
  const isGlobal = (node: number): boolean => strings.get(nodeName[node]!).startsWith('global');

  /**
   * An object whose keys are data: V8 keeps its properties in a hash table, or many of them came.
   */
  const isDictionary = (node: number): boolean => {
    if (dictionaries[node] !== 0) return dictionaries[node] === 2;
    let changed = 0;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (edgeType[edge] === property && isNew[to] === 1) changed++;
      const isTable =
        edgeType[edge] === internal &&
        nodeType[to] === array &&
        strings.get(edgeName[edge]!) === 'properties';
      if (isTable && !isGlobal(node)) changed = FEWEST_KEYS;
    }
    const answer = changed >= FEWEST_KEYS;
    dictionaries[node] = answer ? 2 : 1;
    return answer;
  };

  /**
   * `o` of `root.children.o`, of which the children are children again: the keys of a tree are data, few as
   * each node may have.
   */
  const isOfTree = (from: number, to: number): boolean => {
    const above = tree.parent[from]!;
    if (nodeName[above] !== nodeName[to] || nodeType[above] !== nodeType[to]) return false;
    const by = tree.edge[from]!;
    // Of a list, each link has the next by that name.
    return (
      edgeType[by] === property &&
      hasProperty(to, edgeName[by]!) &&
      !hasProperty(from, edgeName[by]!)
    );
  };
  const hasProperty = (node: number, name: number): boolean => {
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (edgeType[edge] === property && edgeName[edge] === name) return true;
    }
    return false;
  };

  const object = nodeTypes.map((type) => NAMED_TYPES.includes(type));
  const context = edgeTypes.indexOf('context');
  const known = new Map<number, number>();
  let lastKey = -1;
  let lastStep = -1;

  return (from, edge, to) => {
    const type = edgeType[edge]!;
    const name = edgeName[edge]!;
    // Of V8's own names the places alone begin with a digit: "12", and "12 / part of key (…) …".
    const isNamed =
      type === context ||
      (type === internal && !strings.startsWithDigit(name)) ||
      (type === property && !isDictionary(from) && !isOfTree(from, to));
    const kind = nodeType[to]!;
    // The kinds of edges and nodes, the name of the edge and the class: all that a step is made of.
    const ofNames =
      (isNamed ? name + 1 : 0) * (strings.count + 1) + (object[kind] ? nodeName[to]! + 1 : 0);
    const key = (ofNames * edgeTypes.length + type) * nodeTypes.length + kind;
    // Neighbours are alike.
    if (key === lastKey) return lastStep;
    let step = known.get(key);
    if (step === undefined) {
      step = numbered({
        edge: edgeTypes[type]!,
        name: isNamed ? strings.get(name) : '*',
        class: classOf(graph, to),
        kind: nodeTypes[kind]!,
      });
      known.set(key, step);
    }
    lastKey = key;
    lastStep = step;
    return step;
  };
}

/** Types of nodes whose class is their name. */
const NAMED_TYPES = ['object', 'native', 'synthetic', 'hidden', 'closure'];

const FEWEST_KEYS = 16;

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

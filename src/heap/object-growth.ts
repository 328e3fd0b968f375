import type { HeapGraph } from './heap-graph.ts';
import type { PathShapes } from './path-shapes.ts';
import { createPathShapes } from './path-shapes.ts';
import type { Presence } from './presence.ts';
import { exchanged, presence } from './presence.ts';
import type { RetainerTree } from './retainers.ts';
import { retainerTree } from './retainers.ts';

/** A part of what grew between two snapshots: all that hangs on places of one shape. */
export interface Growth {
  /** Of what holds it: an object, a collection, a variable's scope. */
  readonly holder: number;
  /** Of what came, below the holder. The first is the largest. */
  readonly members: readonly number[];
  /** Whether objects came; else those that were there became larger. */
  readonly isInPlace: boolean;
  /** What came less what went. */
  readonly bytes: number;
  readonly count: number;
}

/** By what growth is measured: what is outside of the heap has no bytes in a snapshot. */
export type Weigh = 'bytes' | 'count';

/** Both snapshots, told in the same shapes. */
export interface Compared {
  readonly graph: HeapGraph;
  readonly tree: RetainerTree;
  readonly shapes: PathShapes;
  /** Of each node of the later snapshot. */
  readonly shapeOf: Uint32Array;
  /** The nodes that have one, holders before what they hold: what came, and all on the way to it. */
  readonly told: Uint32Array;
  /** By node: 1 of what came. */
  readonly isBorn: Uint8Array;
  /** What came less what went, by shape. */
  readonly netBytes: Float64Array;
  readonly netCount: Float64Array;
  readonly growths: readonly Growth[];
  /** Of all that is counted. */
  readonly grownBytes: number;
}

/** Of two snapshots the first, and what can be found out about it before there is the second. */
export interface EarlierHeap {
  readonly graph: HeapGraph;
  readonly presence: Presence;
  readonly tree: RetainerTree;
}

export const earlierHeap = (graph: HeapGraph): EarlierHeap => ({
  graph,
  presence: presence(graph),
  tree: retainerTree(graph),
});

/**
 * What grew from one snapshot of an isolate to a later one, by the place that holds it, the most first.
 * Growth, not births: what a full cache exchanges comes and goes at places of one shape.
 */
export function compareHeaps(
  earlier: EarlierHeap,
  after: HeapGraph,
  weigh: Weigh = 'bytes',
): Compared {
  const { graph: before, tree: goneTree } = earlier;
  const shapes = createPathShapes();
  const { isBorn, hasDied } = exchanged(before, earlier.presence, after);
  const tree = retainerTree(after);
  const { shapeOf, told } = shapes.tell(after, tree, isBorn, isBorn);
  const gone = shapes.tell(before, goneTree, hasDied, hasDied);

  const netBytes = new Float64Array(shapes.count());
  const netCount = new Float64Array(shapes.count());
  addTo({ netBytes, netCount }, after, told, shapeOf, isBorn, 1);
  addTo({ netBytes, netCount }, before, gone.told, gone.shapeOf, hasDied, -1);
  const net = weigh === 'bytes' ? netBytes : netCount;
  const hanging = bornBelow({
    weigh,
    graph: after,
    tree,
    told,
    shapeOf,
    isBorn,
    shapeCount: shapes.count(),
  });
  const growths = findGrowths({ shapes, net, netBytes, netCount, hanging });
  return {
    ...{ graph: after, tree, shapes, shapeOf, told, isBorn, netBytes, netCount, growths },
    grownBytes: netBytes.reduce((sum, bytes) => sum + bytes, 0),
  };
}

function addTo(
  { netBytes, netCount }: Pick<Compared, 'netBytes' | 'netCount'>,
  { selfSize }: HeapGraph,
  told: Uint32Array,
  shapeOf: Uint32Array,
  matters: Uint8Array,
  sign: 1 | -1,
): void {
  for (let i = 0; i < told.length; i++) {
    const node = told[i]!;
    if (matters[node] === 0) continue;
    const shape = shapeOf[node]!;
    netBytes[shape]! += sign * selfSize[node]!;
    netCount[shape]! += sign;
  }
}

/** By shape, what came less what went there and below. */
function sumsBelow(net: Float64Array, shapes: PathShapes): Float64Array {
  const below = net.slice();
  for (let shape = below.length - 1; shape > 0; shape--) {
    below[shapes.parentOf(shape)]! += below[shape]!;
  }
  return below;
}

/** By shape, the weight that came below those of its objects that came, each counted once. */
function bornBelow(given: {
  graph: HeapGraph;
  tree: RetainerTree;
  told: Uint32Array;
  shapeOf: Uint32Array;
  isBorn: Uint8Array;
  shapeCount: number;
  weigh: Weigh;
}): Float64Array {
  const { weigh, graph, tree, told, shapeOf, isBorn, shapeCount } = given;
  const { parent } = tree;
  const own = new Float64Array(graph.nodeCount);
  const hanging = new Float64Array(shapeCount);
  for (let i = told.length - 1; i > 0; i--) {
    const node = told[i]!;
    const from = parent[node]!;
    const born = isBorn[node] === 1;
    if (born) own[node]! += weigh === 'bytes' ? graph.selfSize[node]! : 1;
    own[from]! += own[node]!;
    // Where a shape repeats, the outermost counts for those below.
    if (born && !(shapeOf[from] === shapeOf[node] && isBorn[from] === 1))
      hanging[shapeOf[node]!]! += own[node]!;
  }
  return hanging;
}

/** Less of the growth than this is not told. */
const LEAST_SHARE = 0.05;
/** One more of them may be chance. */
const FEWEST_MEMBERS = 2;
/** So much of what grows below a place hangs on the objects that came there: these are the members. */
const HANGING_SHARE = 0.5;

interface Found {
  readonly shape: number;
  readonly weight: number;
  readonly bytes: number;
  readonly isInPlace: boolean;
}

function findGrowths(given: {
  shapes: PathShapes;
  /** By which growth is measured: one of the next two. */
  net: Float64Array;
  netBytes: Float64Array;
  netCount: Float64Array;
  hanging: Float64Array;
}): Growth[] {
  const { shapes, net, netBytes, netCount, hanging } = given;
  const below = sumsBelow(net, shapes);
  const bytesBelow = net === netBytes ? below : sumsBelow(netBytes, shapes);
  const children: number[][] = Array.from({ length: below.length }, () => []);
  for (let shape = 1; shape < below.length; shape++) children[shapes.parentOf(shape)]!.push(shape);
  // Where all in all nothing came, what stays as it is has not grown.
  const least = Math.max(LEAST_SHARE * below[0]!, 1);
  const found: Found[] = [];
  const open = [shapes.root];
  for (let shape = open.pop(); shape !== undefined; shape = open.pop()) {
    const isMember =
      netCount[shape]! >= FEWEST_MEMBERS && hanging[shape]! >= HANGING_SHARE * below[shape]!;
    if (isMember) {
      const bytes = bytesBelow[shape]!;
      found.push({ shape, weight: below[shape]!, bytes, isInPlace: false });
      continue;
    }
    if (net[shape]! >= least && netCount[shape]! <= 0 && shape !== shapes.root) {
      found.push({ shape, weight: net[shape]!, bytes: netBytes[shape]!, isInPlace: true });
    }
    // A sum may hide what shrank beside what grew: all that is worth it is looked into.
    for (const child of children[shape]!) if (below[child]! >= least) open.push(child);
  }
  return byHolder(found, shapes, netCount);
}

function byHolder(found: readonly Found[], shapes: PathShapes, netCount: Float64Array): Growth[] {
  const holders = new Map<number, Found[]>();
  for (const one of found) {
    const holder = one.isInPlace ? grower(one.shape, shapes) : holderOf(one.shape, shapes);
    holders.set(holder, [...(holders.get(holder) ?? []), one]);
  }
  const weightOf = (parts: readonly Found[]): number =>
    parts.reduce((sum, { weight }) => sum + weight, 0);
  return [...holders]
    .sort(([, a], [, b]) => weightOf(b) - weightOf(a))
    .map(([holder, parts]) => {
      const came = parts.filter(({ isInPlace }) => !isInPlace);
      const members = (came.length > 0 ? came : parts).toSorted((a, b) => b.weight - a.weight);
      return {
        holder,
        members: members.map(({ shape }) => shape),
        isInPlace: came.length === 0,
        bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
        count: came.reduce((sum, { shape }) => sum + netCount[shape]!, 0),
      };
    });
}

/** What a person would say holds it: a Map, not its table. */
function holderOf(member: number, shapes: PathShapes): number {
  let holder = shapes.parentOf(member);
  while (holder !== shapes.root && isStore(holder, shapes)) holder = shapes.parentOf(holder);
  return holder;
}

/** What became larger: a text as a whole, not the piece of it that was joined last. */
function grower(shape: number, shapes: PathShapes): number {
  if (isStore(shape, shapes)) return holderOf(shape, shapes);
  let whole = shape;
  while (isText(whole, shapes) && isText(shapes.parentOf(whole), shapes)) {
    whole = shapes.parentOf(whole);
  }
  return whole;
}

const isText = (shape: number, shapes: PathShapes): boolean =>
  shapes.stepOf(shape).class === '(string)';

/** The inner parts of collections: V8's arrays, and what has no name of its own. */
export function isStore(shape: number, shapes: PathShapes): boolean {
  const { kind, edge } = shapes.stepOf(shape);
  return kind === 'array' || kind === 'native' || (kind === 'hidden' && edge !== 'context');
}

import { closuresOfContexts } from './closures-of-contexts.ts';
import { describeObject, propertyNames } from './describe-object.ts';
import type { HeapGraph } from './heap-graph.ts';
import { exportedVariable, MODULE } from './module-exports.ts';
import type { Compared, Growth } from './object-growth.ts';
import type { Step } from './path-shapes.ts';
import { shortened, visibleText } from './printable.ts';
import type { Promises } from './promises.ts';
import { countPromises, isPromise } from './promises.ts';
import { isReferenceCounted } from './reference-counts.ts';
import { UNREACHED } from './retainers.ts';
import type { Place, Sources } from './sources.ts';
import { createSources } from './sources.ts';
import { tableOfPair } from './strong-targets.ts';
import { keyBefore } from './table-keys.ts';

/** One step of a path, with what is known of the object there. */
export interface PlacedStep extends Step {
  /** Whether it stands for any number of its like. */
  readonly isRepeated: boolean;
  /** Where the function, scope or module is. */
  readonly place: Place | null;
}

/** Objects of one class below what holds the growth. */
export interface Content {
  readonly class: string;
  readonly kind: string;
  readonly bytes: number;
  readonly count: number;
}

/** A part of the growth, in words: what `Growth` tells in numbers of shapes. */
export interface GrowthEvidence {
  readonly bytes: number;
  readonly count: number;
  /** How many objects of one kind hold a part of it. */
  readonly holders: number;
  readonly isInPlace: boolean;
  /** Whether the holder is an array, or of a class that extends Array, and they stand in it themselves. */
  readonly isArray: boolean;
  /** From the root to the holder. */
  readonly path: readonly PlacedStep[];
  /** From the holder to what came; the last is the member itself. */
  readonly within: readonly PlacedStep[];
  readonly contents: readonly Content[];
  readonly sample: string | null;
  /** Names of a member's properties. */
  readonly keys: readonly string[];
  readonly promises: Promises;
  readonly isReferenceCounted: boolean;
}

/** Explains what grew most. */
export function explainGrowth(compared: Compared): GrowthEvidence[] {
  const { graph } = compared;
  const sources = createSources(graph, () => closuresOfContexts(graph));
  return compared.growths
    .slice(0, MOST_GROWTHS)
    .map((growth) => evidenceOf(growth, compared, sources));
}

const MOST_GROWTHS = 8;

function evidenceOf(growth: Growth, compared: Compared, sources: Sources): GrowthEvidence {
  const { graph, shapeOf } = compared;
  const members = membersOf(growth, compared);
  const holders = holdersOf(members, growth, compared);
  const drawn = members.at(-1) ?? null;
  const path = drawn === null ? shapePath(growth.members[0]!, compared) : nodePath(drawn, compared);
  const isOne = holders.size === 1;
  const steps = path.map(({ shape, node }) => placed(shape, node, isOne, compared, sources));
  const held = path.findIndex(({ shape }) => shape === growth.holder);
  const below = shapesBelow(growth.members, compared);
  const came = compared.told.filter(
    (node) => below[shapeOf[node]!] === 1 && compared.isBorn[node] === 1,
  );
  return {
    bytes: growth.bytes,
    count: growth.count,
    holders: holders.size,
    isInPlace: growth.isInPlace,
    isArray:
      isElement(steps[held + 1]) &&
      [...holders].slice(0, 1).some((node) => sources.isArray(node)) &&
      !areLinked(members, compared, sources),
    path: fromModule(steps.slice(0, held + 1), path, sources),
    within: steps.slice(held + 1),
    contents: contentsOf(below, compared),
    sample: drawn === null ? null : describeObject(graph, drawn),
    keys: drawn === null ? [] : propertyNames(graph, drawn),
    promises: areInner(came, members, compared, sources)
      ? { count: 0, unsettled: 0, uncertain: [] }
      : countPromises(graph, came),
    isReferenceCounted: isReferenceCounted(
      compared,
      members.filter((node) => !isOfNode(node, sources)),
      came,
    ),
  };
}

/** Whether it stands in what holds it as an element, or in a store of it; not by a property or a WeakMap. */
const isElement = (step: PlacedStep | undefined): boolean =>
  step === undefined || step.edge === 'element' || step.edge === 'internal';

/**
 * From the module on whose outermost scope the path passes through: however V8 got there, by a function
 * that closes over it or by Node's loader, its variables are what a person looks for.
 */
function fromModule(
  steps: readonly PlacedStep[],
  path: readonly PathStep[],
  sources: Sources,
): readonly PlacedStep[] {
  const scope = steps.findLastIndex(({ place }, at) => {
    const { node } = path[at]!;
    const isOfNode = place === null || place.file.startsWith('node:');
    return !isOfNode && node !== null && sources.isModuleScope(node);
  });
  const place = steps[scope]?.place ?? null;
  if (place === null) return steps;
  const module = { edge: 'internal', name: '', class: MODULE, kind: 'hidden', isRepeated: false };
  return [{ ...module, place: { ...place, function: null } }, ...steps.slice(scope)];
}

/** The objects that came, the outermost of each repetition. */
function membersOf({ members, isInPlace }: Growth, compared: Compared): number[] {
  const { shapeOf, shapes, told, isBorn } = compared;
  const wanted = new Uint8Array(shapes.count());
  for (const member of members) wanted[member] = 1;
  const found: number[] = [];
  for (let i = 0; i < told.length; i++) {
    const node = told[i]!;
    if (wanted[shapeOf[node]!] === 1 && (isBorn[node] === 1 || isInPlace)) found.push(node);
  }
  const first = found.filter((node) => shapeOf[node] === members[0]);
  return first.length > 0 ? first : found;
}

/** Parents first: a list's members lie as deep as it is long. */
function holdersOf(
  members: readonly number[],
  { holder }: Growth,
  { graph, shapeOf, tree, told }: Compared,
): Set<number> {
  const nearest = new Uint32Array(graph.nodeCount);
  for (let i = 0; i < told.length; i++) {
    const node = told[i]!;
    nearest[node] = shapeOf[node] === holder ? node : nearest[tree.parent[node]!]!;
  }
  return new Set(members.map((node) => nearest[node]!));
}

const isOfNode = (node: number, sources: Sources): boolean =>
  sources.constructorFile(node)?.startsWith('node:') === true;

/**
 * Whether the promises are parts of objects of Node's that came along, as of a stream that nobody has
 * read to its end: nobody waits for these.
 */
function areInner(
  came: Uint32Array,
  members: readonly number[],
  { graph, tree }: Compared,
  sources: Sources,
): boolean {
  const outermost = new Set(members);
  let seen = 0;
  let inner = 0;
  for (const node of came) {
    if (!isPromise(graph, node)) continue;
    let above = node;
    while (!outermost.has(above) && above !== 0) {
      above = tree.parent[above]!;
      if (outermost.has(above) || !isOfNode(above, sources)) continue;
      inner++;
      break;
    }
    if (++seen === MOST_PROMISES) break;
  }
  return inner > seen / 2;
}

const MOST_PROMISES = 64;

/**
 * Whether most of them hang on others of their like: a list, a tree, whatever links them. Not where a good
 * part stands in one and the same array: that grows, with what each has below it.
 */
function areLinked(
  members: readonly number[],
  { graph, tree }: Compared,
  sources: Sources,
): boolean {
  const isMember = new Uint8Array(graph.nodeCount);
  for (const node of members) isMember[node] = 1;
  const inArray = new Map<number, number>();
  let linked = 0;
  for (const node of members) {
    const holder = tree.parent[node]!;
    let above = holder;
    for (let step = 0; step < LONGEST_LINK && above !== 0 && isMember[above] === 0; step++) {
      above = tree.parent[above]!;
    }
    if (isMember[above] === 1) linked++;
    else inArray.set(holder, (inArray.get(holder) ?? 0) + 1);
  }
  const [holder, most] = [...inArray].sort(([, a], [, b]) => b - a)[0] ?? [0, 0];
  const isOne =
    most >= Math.max(FEWEST_IN_ARRAY, GOOD_PART * members.length) && sources.isArray(holder);
  return linked > members.length / 2 && !isOne;
}

const FEWEST_IN_ARRAY = 8;
const GOOD_PART = 0.1;

/** Steps from one to the next: an array of links, its store, an entry. */
const LONGEST_LINK = 4;

interface PathStep {
  readonly shape: number;
  readonly node: number | null;
}

/** From below the root; what repeats stands once, by the object nearest to the root. */
function nodePath(member: number, { shapeOf, tree }: Compared): PathStep[] {
  const path: PathStep[] = [];
  const places = new Map<number, number>();
  for (let node = member; node !== 0; node = tree.parent[node]!) {
    const shape = shapeOf[node]!;
    const known = places.get(shape);
    // Back at a shape that was passed: all since then was a turn of the repetition.
    if (known !== undefined) {
      for (const { shape: left } of path.splice(known)) places.delete(left);
    }
    places.set(shape, path.length);
    path.push({ shape, node });
  }
  return path.reverse();
}

function shapePath(member: number, { shapes }: Compared): PathStep[] {
  const path: PathStep[] = [];
  for (let shape = member; shape !== shapes.root; shape = shapes.parentOf(shape)) {
    path.push({ shape, node: null });
  }
  return path.reverse();
}

function placed(
  shape: number,
  node: number | null,
  isOne: boolean,
  compared: Compared,
  sources: Sources,
): PlacedStep {
  const { shapes, tree } = compared;
  const step = shapes.stepOf(shape);
  const isExported = node !== null && shapes.stepOf(shapes.parentOf(shape)).class === CELL;
  const exported = isExported ? exportedName(tree.parent[node]!, compared) : null;
  const isPlace = isOne && step.name === '*' && node !== null;
  const key = isPlace ? placeText(compared, node, step.edge) : null;
  const map = node === null ? null : weakMapName(compared, node);
  const named = {
    ...step,
    ...(exported === null ? {} : { edge: 'context', name: exported }),
    ...(key === null ? {} : { edge: step.edge === 'property' ? 'property' : 'key', name: key }),
    ...(map === null ? {} : { edge: 'key', name: map }),
  };
  return {
    ...named,
    // Names may be data: keys of a dictionary, classes that are made.
    name: visibleText(named.name),
    class: visibleText(named.class),
    isRepeated: shapes.isRepeated(shape),
    place: node === null ? null : sources.placeOf(node),
  };
}

/**
 * Of the WeakMap by which an object's key holds it: the variable or the property by which that is found,
 * and that it is one.
 */
function weakMapName({ graph, tree }: Compared, node: number): string | null {
  const { edgeName, edgeType, edgeTypes, nodeId, strings } = graph;
  const typeOf = (edge: number): string => edgeTypes[edgeType[edge]!]!;
  const entry = tree.edge[node]!;
  const table = typeOf(entry) === 'internal' ? tableOfPair(strings.get(edgeName[entry]!)) : null;
  if (table === null) return null;
  const map = tree.parent[nodeId.indexOf(table)];
  if (map === undefined || map === UNREACHED) return 'WeakMap';
  const by = tree.edge[map]!;
  const isNamed = typeOf(by) === 'context' || typeOf(by) === 'property';
  return isNamed ? `WeakMap ${strings.get(edgeName[by]!)}` : 'WeakMap';
}

/** Of a variable of the module that the path comes from. */
function exportedName(cell: number, { graph, tree }: Compared): string | null {
  const module = tree.parent[tree.parent[cell]!]!;
  const found = exportedVariable(graph, module, cell);
  return found?.module === module ? found.name : null;
}

/** Of a place among many, what a person would call it: a property's name, a key that is a text. */
function placeText({ graph, tree }: Compared, node: number, edge: string): string | null {
  return edge === 'property'
    ? graph.strings.get(graph.edgeName[tree.edge[node]!]!)
    : keyText(graph, tree.parent[node]!, tree.edge[node]!);
}

function keyText(graph: HeapGraph, table: number, edge: number): string | null {
  const key = keyBefore(graph, table, edge);
  return key === null ? null : JSON.stringify(shortened(key, LONGEST_KEY));
}

const LONGEST_KEY = 32;

/** In which a module keeps a variable that it exports. */
const CELL = 'system / Cell';

/** By shape, 1 of the members' and of those below. */
function shapesBelow(members: readonly number[], { shapes }: Compared): Uint8Array {
  const below = new Uint8Array(shapes.count());
  for (const member of members) below[member] = 1;
  for (let shape = 1; shape < below.length; shape++) {
    if (below[shapes.parentOf(shape)] === 1) below[shape] = 1;
  }
  return below;
}

function contentsOf(below: Uint8Array, compared: Compared): Content[] {
  const { shapes, netBytes, netCount } = compared;
  const classes = new Map<string, Content>();
  for (let shape = 1; shape < below.length; shape++) {
    if (below[shape] === 0 || netBytes[shape]! <= 0) continue;
    const { class: made, kind } = shapes.stepOf(shape);
    const name = visibleText(made);
    const known = classes.get(name) ?? { class: name, kind, bytes: 0, count: 0 };
    classes.set(name, {
      ...known,
      bytes: known.bytes + netBytes[shape]!,
      count: known.count + netCount[shape]!,
    });
  }
  return [...classes.values()].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_CLASSES);
}

const MOST_CLASSES = 6;

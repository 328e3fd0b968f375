import { followEdge, hasClass } from './graph-edges.ts';
import type { HeapGraph } from './heap-graph.ts';
import { classOf } from './path-shapes.ts';
import { LONGEST_TEXT, printable, shortened } from './printable.ts';

const MOST_PROPERTIES = 6;

/** An object in one line, as its snapshot has it: `Session {id: 12, user: "ada"}`. */
export function describeObject(graph: HeapGraph, node: number): string {
  return shortened(textOf(graph, node, true), LONGEST_TEXT);
}

function textOf(graph: HeapGraph, node: number, inFull: boolean): string {
  const { nodeType, nodeTypes, nodeName, strings } = graph;
  const name = strings.get(nodeName[node]!);
  switch (nodeTypes[nodeType[node]!]) {
    case 'string':
      return quoted(name);
    case 'concatenated string':
      return quoted(joined(graph, node));
    case 'sliced string':
      return `a slice of ${quoted(joined(graph, followEdge(graph, node, 'parent') ?? node))}`;
    case 'number':
    case 'bigint':
      return numberOf(graph, node) ?? name;
    case 'closure':
      return name === '' ? 'function' : `function ${printable(name)}`;
    case 'regexp':
      return `/${printable(name)}/`;
    case 'object':
      return inFull ? objectText(graph, node) : printable(classOf(graph, node));
    default:
      return oddball(graph, node) ?? printable(classOf(graph, node));
  }
}

/** `true`, `null`, `undefined`: V8 has their names beside them. */
function oddball(graph: HeapGraph, node: number): string | null {
  if (!hasClass(graph, node, 'system / Oddball')) return null;
  const { firstEdge, edgeTo, nodeName, nodeType, nodeTypes, strings } = graph;
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    const to = edgeTo[edge]!;
    if (nodeTypes[nodeType[to]!] === 'string') return strings.get(nodeName[to]!);
  }
  return 'undefined';
}

/** The beginning of a text that V8 keeps in pieces. */
function joined(graph: HeapGraph, node: number, depth = 0): string {
  const { nodeName, nodeType, nodeTypes, strings } = graph;
  const first = followEdge(graph, node, 'first');
  if (nodeTypes[nodeType[node]!] !== 'concatenated string' || first === null || depth > DEEPEST) {
    return strings.get(nodeName[node]!);
  }
  const text = joined(graph, first, depth + 1);
  const second = followEdge(graph, node, 'second');
  return text.length > LONGEST_STRING || second === null
    ? text
    : text + joined(graph, second, depth + 1);
}

const DEEPEST = 16;

function objectText(graph: HeapGraph, node: number): string {
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTo, strings } = graph;
  const parts: string[] = [];
  let isList = false;
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    const type = edgeTypes[edgeType[edge]!]!;
    if (type !== 'property' && type !== 'element') continue;
    const name = type === 'element' ? '' : strings.get(edgeName[edge]!);
    if (name === '__proto__') continue;
    if (parts.length === MOST_PROPERTIES) {
      parts.push('…');
      break;
    }
    isList ||= type === 'element';
    const value = textOf(graph, edgeTo[edge]!, false);
    parts.push(name === '' ? value : `${printable(name)}: ${value}`);
  }
  const name = printable(classOf(graph, node));
  if (parts.length === 0) return name;
  return isList ? `${name} [${parts.join(', ')}]` : `${name} {${parts.join(', ')}}`;
}

export function propertyNames(graph: HeapGraph, node: number): string[] {
  const { firstEdge, edgeType, edgeTypes, edgeName, strings } = graph;
  const property = edgeTypes.indexOf('property');
  const names: string[] = [];
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    if (edgeType[edge] !== property || names.length === MOST_NAMES) continue;
    const name = strings.get(edgeName[edge]!);
    if (name !== '__proto__') names.push(name);
  }
  return names;
}

const MOST_NAMES = 32;

/** Where numbers are in the snapshot, each leads to its text. */
export function numberOf(graph: HeapGraph, node: number): string | null {
  const value = followEdge(graph, node, 'value');
  return value === null ? null : graph.strings.get(graph.nodeName[value]!);
}

const quoted = (text: string): string => `"${printable(shortened(text, LONGEST_STRING))}"`;

const LONGEST_STRING = 40;

import { NO_INDEX } from './no-index.ts';

/** What a snapshot says of itself before its rows: how many there are, and what their numbers mean. */
export interface SnapshotHeader {
  readonly nodeFields: readonly string[];
  readonly nodeTypes: readonly string[];
  readonly edgeFields: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly locationFields: readonly string[];
  readonly nodeCount: number;
  readonly edgeCount: number;
}

/** Reads the text of `snapshot`; or else says what was expected in it, and what was found. */
export function readHeader(text: string): SnapshotHeader | HeaderFault {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (thrown) {
    return { expected: "JSON in 'snapshot'", found: `${(thrown as Error).message}` };
  }
  const meta = memberOf(header, 'meta');
  const nodeFields = memberOf(meta, 'node_fields');
  const edgeFields = memberOf(meta, 'edge_fields');
  const locationFields = memberOf(meta, 'location_fields') ?? LOCATION_FIELDS;
  const nodeTypes = firstOf(memberOf(meta, 'node_types'));
  const edgeTypes = firstOf(memberOf(meta, 'edge_types'));
  const nodeCount = memberOf(header, 'node_count');
  const edgeCount = memberOf(header, 'edge_count');

  if (!hasFields(nodeFields, NODE_FIELDS))
    return fieldFault('node_fields', NODE_FIELDS, nodeFields);
  if (!hasFields(edgeFields, EDGE_FIELDS))
    return fieldFault('edge_fields', EDGE_FIELDS, edgeFields);
  if (!hasFields(locationFields, LOCATION_FIELDS)) {
    return fieldFault('location_fields', LOCATION_FIELDS, locationFields);
  }
  if (!areTexts(nodeTypes, MOST_NODE_TYPES)) return typeFault('node_types', nodeTypes);
  if (!areTexts(edgeTypes, MOST_EDGE_TYPES)) return typeFault('edge_types', edgeTypes);
  if (!isCount(nodeCount) || nodeCount === 0) return countFault('node_count', nodeCount);
  if (!isCount(edgeCount)) return countFault('edge_count', edgeCount);
  if (nodeCount * nodeFields.length > LARGEST_INDEX) return countFault('node_count', nodeCount);
  return { nodeFields, nodeTypes, edgeFields, edgeTypes, locationFields, nodeCount, edgeCount };
}

export interface HeaderFault {
  readonly expected: string;
  readonly found: string;
}

const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count'];
const EDGE_FIELDS = ['type', 'name_or_index', 'to_node'];
/** Also those of snapshots that are older than the entry. */
const LOCATION_FIELDS = ['object_index', 'script_id', 'line', 'column'];

/** As many as the reading module has room for. V8 has 7 at most. */
const MOST_FIELDS = 15;
/** One byte a node. V8 has 15. */
const MOST_NODE_TYPES = 256;
/** One bit each. V8 has 7. */
const MOST_EDGE_TYPES = 32;
/** Edges name nodes by their place among all numbers of nodes: V8's own are less than 2³¹. */
const LARGEST_INDEX = 2 ** 32 - 1;

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function areTexts(value: unknown, most: number): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= most &&
    value.every((item) => typeof item === 'string')
  );
}

function hasFields(value: unknown, needed: readonly string[]): value is string[] {
  return areTexts(value, MOST_FIELDS) && needed.every((field) => value.includes(field));
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < NO_INDEX;
}

function fieldFault(name: string, needed: readonly string[], found: unknown): HeaderFault {
  return {
    expected: `'${name}' in 'snapshot.meta': at most ${MOST_FIELDS} names, with ${needed.join(', ')} among them`,
    found: shown(found),
  };
}

function typeFault(name: string, found: unknown): HeaderFault {
  return {
    expected: `a list of names as the first of '${name}' in 'snapshot.meta'`,
    found: shown(found),
  };
}

function countFault(name: string, found: unknown): HeaderFault {
  return { expected: `'${name}' in 'snapshot': a count below ${NO_INDEX}`, found: shown(found) };
}

const LONGEST_SHOWN = 120;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

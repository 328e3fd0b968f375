/** What a small snapshot may have otherwise than the one that `snapshotText` makes. */
export interface SnapshotParts {
  /** Members of `snapshot`, over those that are right. */
  readonly header?: object;
  readonly nodeFields?: readonly string[];
  readonly nodes?: readonly number[];
  readonly edgeFields?: readonly string[];
  readonly edges?: readonly number[];
  readonly locations?: readonly number[];
  /** JSON. */
  readonly texts?: readonly string[];
  /** Whole members, in JSON, behind all others. */
  readonly others?: readonly string[];
}

const NODE_FIELDS = [
  'type',
  'name',
  'id',
  'self_size',
  'edge_count',
  'trace_node_id',
  'detachedness',
];

/** Three nodes, two edges and four texts, and in it what a test is about. */
export function snapshotText({
  header = {},
  nodeFields = NODE_FIELDS,
  nodes = [0, 0, 1, 0, 2, 0, 0, 1, 1, 3, 24, 0, 0, 1, 2, 2, 5, 7_000_000_000, 0, 0, 2],
  edgeFields = ['type', 'name_or_index', 'to_node'],
  edges = [1, 1, 7, 0, 3, 14],
  locations = [7, 11, 2, 3],
  texts = ['"root"', '"Map"', '"line\\n"', '"\\u00e9"'],
  others = [],
}: SnapshotParts = {}): string {
  const snapshot = {
    meta: {
      node_fields: nodeFields,
      node_types: [['synthetic', 'object', 'closure'], 'string'],
      edge_fields: edgeFields,
      edge_types: [['element', 'property'], 'string_or_number', 'node'],
      location_fields: ['object_index', 'script_id', 'line', 'column'],
    },
    node_count: nodes.length / nodeFields.length,
    edge_count: Math.ceil(edges.length / edgeFields.length),
    ...header,
  };
  const members = [
    `"snapshot":${JSON.stringify(snapshot)}`,
    `"nodes":[${nodes}]`,
    `"edges":[${edges}]`,
    `"locations":[${locations}]`,
    `"strings":[${texts}]`,
    ...others,
  ];
  return `{${members}}`;
}

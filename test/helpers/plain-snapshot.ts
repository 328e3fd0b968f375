import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { stringTable } from './string-table.ts';

/** A snapshot as `JSON.parse` reads it. */
export interface PlainSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly (string | readonly string[])[];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly (string | readonly string[])[];
      readonly location_fields?: readonly string[];
    };
    readonly node_count: number;
    readonly edge_count: number;
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly locations?: readonly number[];
  readonly strings: readonly string[];
}

/** The same graph as the real reader's, made in the simplest way: what that one is compared with. */
export function plainGraph({
  snapshot,
  nodes,
  edges,
  locations,
  strings,
}: PlainSnapshot): HeapGraph {
  const { node_fields: nodeFields, edge_fields: edgeFields, ...meta } = snapshot.meta;
  const column = (
    values: readonly number[],
    fields: readonly string[],
    name: string,
  ): number[] | null => {
    const at = fields.indexOf(name);
    return at === -1 ? null : values.filter((_, i) => i % fields.length === at);
  };
  const node = (name: string): number[] => column(nodes, nodeFields, name)!;
  const edge = (name: string): number[] => column(edges, edgeFields, name)!;
  const firstEdge = [0];
  for (const count of node('edge_count')) firstEdge.push(firstEdge.at(-1)! + count);
  const detachedness = column(nodes, nodeFields, 'detachedness');
  const locationFields = meta.location_fields ?? ['object_index', 'script_id', 'line', 'column'];
  const location = (name: string): number[] => column(locations ?? [], locationFields, name)!;
  const byNode = location('object_index')
    .map((at, i) => [at / nodeFields.length, i] as const)
    .sort(([a], [b]) => a - b);
  const sorted = (values: number[]): Uint32Array => Uint32Array.from(byNode, ([, i]) => values[i]!);
  return {
    nodeCount: nodes.length / nodeFields.length,
    edgeCount: edges.length / edgeFields.length,
    nodeType: Uint8Array.from(node('type')),
    nodeName: Uint32Array.from(node('name')),
    nodeId: Uint32Array.from(node('id')),
    selfSize: Float64Array.from(node('self_size')),
    firstEdge: Uint32Array.from(firstEdge),
    detachedness: detachedness === null ? null : Uint8Array.from(detachedness),
    edgeType: Uint8Array.from(edge('type')),
    edgeName: Uint32Array.from(edge('name_or_index')),
    edgeTo: Uint32Array.from(edge('to_node'), (at) => at / nodeFields.length),
    nodeTypes: meta.node_types[0] as readonly string[],
    edgeTypes: meta.edge_types[0] as readonly string[],
    strings: stringTable(strings),
    locations: {
      node: Uint32Array.from(byNode, ([at]) => at),
      scriptId: sorted(location('script_id')),
      line: sorted(location('line')),
      column: sorted(location('column')),
    },
  };
}

import type { PlainSnapshot } from '../../test/helpers/plain-snapshot.ts';

/**
 * A part of a snapshot, as a snapshot: what is near its root, and what is near one of its objects,
 * with the path to it. Edges to what is left out are left out.
 */
export function cutSnapshot(
  { snapshot, nodes, edges, strings }: PlainSnapshot,
  { around, count }: { readonly around: number; readonly count: number },
): PlainSnapshot {
  const { node_fields: nodeFields, edge_fields: edgeFields, edge_types: edgeTypes } = snapshot.meta;
  const [n, e] = [nodeFields.length, edgeFields.length];
  const nodeAt = (node: number, field: string): number =>
    nodes[node * n + nodeFields.indexOf(field)]!;
  const nodeCount = nodes.length / n;
  const first = [0];
  for (let node = 0; node < nodeCount; node++)
    first.push(first[node]! + nodeAt(node, 'edge_count'));
  const [toField, nameField, typeField] = ['to_node', 'name_or_index', 'type'].map((field) =>
    edgeFields.indexOf(field),
  ) as [number, number, number];
  const to = (edge: number): number => edges[edge * e + toField]! / n;

  function near(start: number, most: number, seen: Map<number, number>): void {
    const waiting = [start];
    if (!seen.has(start)) seen.set(start, -1);
    for (const node of waiting) {
      for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
        if (seen.size >= most) return;
        if (seen.has(to(edge))) continue;
        seen.set(to(edge), node);
        waiting.push(to(edge));
      }
    }
  }
  const object = Array.from({ length: nodeCount }, (_, node) => node).find(
    (node) => nodeAt(node, 'id') === around,
  );
  if (object === undefined) throw new Error(`the snapshot has no object @${around}`);
  const reached = new Map<number, number>();
  near(0, nodeCount, reached);
  const kept = new Map<number, number>([[0, -1]]);
  for (let node = object; node !== -1; node = reached.get(node) ?? -1) kept.set(node, -1);
  near(object, kept.size + Math.floor((3 * count) / 4), kept);
  near(0, count, kept);

  const order = [...kept.keys()].sort((a, b) => a - b);
  const place = new Map(order.map((node, i) => [node, i]));
  const texts: string[] = [];
  const textPlaces = new Map<number, number>();
  const text = (index: number): number => {
    if (!textPlaces.has(index)) textPlaces.set(index, texts.push(strings[index]!) - 1);
    return textPlaces.get(index)!;
  };
  const keptNodes: number[] = [];
  const keptEdges: number[] = [];
  const types = edgeTypes[0] as readonly string[];
  for (const node of order) {
    let edgeCount = 0;
    for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
      const target = place.get(to(edge));
      if (target === undefined) continue;
      const values = edges.slice(edge * e, (edge + 1) * e);
      const type = types[values[typeField]!]!;
      if (type !== 'element' && type !== 'hidden') values[nameField] = text(values[nameField]!);
      values[toField] = target * n;
      keptEdges.push(...values);
      edgeCount++;
    }
    const values = nodes.slice(node * n, (node + 1) * n);
    values[nodeFields.indexOf('name')] = text(nodeAt(node, 'name'));
    values[nodeFields.indexOf('edge_count')] = edgeCount;
    keptNodes.push(...values);
  }
  return {
    snapshot: {
      // Readers look for the members that it tells of.
      meta: Object.fromEntries(
        Object.entries(snapshot.meta).filter(([name]) => /^(node|edge|location)_/.test(name)),
      ) as unknown as PlainSnapshot['snapshot']['meta'],
      node_count: order.length,
      edge_count: keptEdges.length / e,
    },
    nodes: keptNodes,
    edges: keptEdges,
    locations: [],
    strings: texts,
  };
}

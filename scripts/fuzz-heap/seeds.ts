import { snapshotText } from '../../test/helpers/snapshot-text.ts';

/** Small snapshots, written in every way that is read otherwise. */
export function seedSnapshots(): Buffer[] {
  return [
    snapshotText(),
    snapshotText().replaceAll(/[[\]{},:]/g, (mark) => `${mark}\n `),
    snapshotText({ others: ['"trace_tree":[1,[2,"]"]]', '"samples":[1,2]', '"x":null'] }),
    snapshotText({
      nodeFields: ['type', 'name', 'id', 'self_size', 'edge_count'],
      nodes: [0, 0, 1, 0, 1, 1, 1, 3, 1e12, 1],
      edges: [1, 1, 5, 0, 7, 0],
      locations: [5, 1, 2, 3, 0, 4, 5, 6],
    }),
    snapshotText({ texts: ['"\\ud83d\\ude00"', '"é"', `"${'a'.repeat(200)}"`, '"\\\\\\""'] }),
    chain(60),
    chain(400),
  ].map((text) => Buffer.from(text));
}

/** Long enough for the rows that are read eight digits at a time, written as V8 does. */
function chain(length: number): string {
  const nodes = Array.from({ length }, (_, i) => [1, i % 4, 2 * i + 1, 64, 1, 0, 0]);
  const edges = Array.from({ length }, (_, i) => [1, i % 4, 7 * ((i * 7) % length)]);
  const rows = (some: readonly number[][]): string => some.map((row) => `${row}\n`).join(',');
  return snapshotText({ nodes: nodes.flat(), edges: edges.flat() })
    .replace(/"nodes":\[[^\]]*/, () => `"nodes":[${rows(nodes)}`)
    .replace(/"edges":\[[^\]]*/, () => `"edges":[${rows(edges)}`);
}

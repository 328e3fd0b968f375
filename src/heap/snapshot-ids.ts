import { grouped } from './snapshot-error.ts';
import type { Goal, Means } from './snapshot-goal.ts';
import { columnsOf, nodeRows } from './snapshot-goal.ts';
import { rowSection } from './snapshot-section.ts';

/** V8's numbers of the nodes, and nothing behind them. */
export function idsOf({ exports, header, allocate, fail }: Means): Goal<Uint32Array> {
  const { nodeFields, nodeCount, edgeCount } = header;
  const ids = allocate(4 * nodeCount, () => new Uint32Array(nodeCount));
  const columns = columnsOf(exports);
  let read = 0;
  return {
    open: (key) =>
      key !== 'nodes'
        ? null
        : rowSection(exports, {
            ...nodeRows(header),
            nodeFields: nodeFields.length,
            nodeCount,
            edgeCount,
            read: 'ids',
            store(at, count) {
              ids.set(columns.words(1, count), at);
              read += count;
            },
          }),
    close: (key) => (key === 'nodes' ? ids : null),
    readable: () => `${grouped(read)} of ${grouped(nodeCount)} nodes`,
    result: (offset) =>
      fail({ offset, expected: "'nodes'", found: 'a snapshot that ends without' }),
  };
}

import { describe, expect, it } from 'vitest';
import type { AgentReply, AgentTask, AllocationNode } from '../../src/agent/protocol.ts';
import { createObjectExplainer } from '../../src/harness/object-explainer.ts';
import type { PinnedWorker } from '../../src/harness/pool.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { arrayOf, keys, many, scope, twoSnapshots } from '../helpers/object-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';

const TEXT = `const list = [];
export function operation(index) {
  list.push({ index });
}
`;
const URL = 'file:///app/list.mjs';
const SOURCE = { script: '1', url: URL, text: TEXT, sourceMap: '' };
const PLACE = { function: 'operation', file: '/app/list.mjs', line: 3, column: 13 };

const list = (count: number, item: TinyObject = { name: 'Object', bytes: 100 }): Objects => ({
  ...scope('list'),
  ...arrayOf('list', keys(count, 'item')),
  ...many(count, 'item', () => item),
});

interface Snapshot {
  readonly task: 'snapshot';
}

type Answers = Partial<Extract<AgentReply, { ok: true }>>;

/** A worker that has these snapshots, one after the other, and gives these answers. */
function workerWith(
  { before, after }: { before: HeapGraph; after: HeapGraph },
  answers: Readonly<Partial<Record<AgentTask['task'], Answers | string>>> = {},
): { worker: PinnedWorker; asked: (AgentTask | Snapshot)[] } {
  const graphs = [before, after];
  const asked: (AgentTask | Snapshot)[] = [];
  const worker: PinnedWorker = {
    threadId: 3,
    async run(task) {
      asked.push(task);
      const answer = answers[task.task] ?? {};
      if (typeof answer !== 'string') return { ok: true, batch: null, ...answer };
      const error = { name: 'Error', message: answer, stack: null };
      return { ok: false, failure: { phase: 'operation', error, exhausted: null, operations: 0 } };
    },
    async snapshot() {
      asked.push({ task: 'snapshot' });
      return graphs.shift()!;
    },
    destroy: async () => {},
  };
  return { worker, asked };
}

const node = (over: Partial<AllocationNode>): AllocationNode => ({
  ...{ function: '', script: '0', url: '', line: 0, column: 0, bytes: 0, children: [] },
  ...over,
});
const OPERATION = node({ function: 'operation', script: '1', url: URL, line: 2, column: 26 });
const start = TEXT.indexOf('function');
const CALL = {
  ...{ url: URL, function: 'operation', start, end: TEXT.length - 1, count: 50 },
  unreached: [],
};

async function explained(
  heaps: { before: HeapGraph; after: HeapGraph },
  answers: Parameters<typeof workerWith>[1] = {},
  operations = 50,
  snapshots = true,
) {
  const { worker, asked } = workerWith(heaps, answers);
  const explainer = createObjectExplainer(worker);
  await explainer.begin(64, snapshots);
  return { heap: await explainer.end(operations, 'bytes'), asked };
}

describe('what grew in a worker', () => {
  const heaps = twoSnapshots(list(2), list(52));

  it('is told with who holds it and where it was made', async () => {
    const root = node({ children: [{ ...OPERATION, bytes: 5000 }] });
    const { heap } = await explained(heaps, {
      allocations: { allocations: { root, sources: [SOURCE] } },
    });
    expect(heap).toMatchObject({
      type: 'js-heap',
      thread: 3,
      operations: 50,
      grownBytes: 5000,
      growth: [{ bytes: 5000, count: 50, path: [{}, { name: 'list', class: 'Array' }] }],
      allocations: [{ bytes: 5000, stack: [PLACE] }],
      unreleased: null,
    });
  });

  it('is looked for where it may have been made, if no sample met it', async () => {
    const { heap } = await explained(heaps, {
      allocations: { allocations: { root: node({}), sources: [SOURCE] } },
      calls: { calls: [CALL] },
    });
    expect(heap.allocations).toEqual([{ bytes: 5000, stack: [PLACE], isMember: false }]);
  });

  it('may be nothing: of a heap that shrank, no bytes', async () => {
    const { heap } = await explained(twoSnapshots(list(9), list(2)), {
      allocations: { allocations: { root: node({}), sources: [SOURCE] } },
      calls: { calls: [CALL] },
    });
    expect(heap).toMatchObject({ growth: [], unreleased: null });
    expect(heap.grownBytes).toBeLessThan(0);
    expect(heap.allocations.every(({ bytes }) => bytes >= 0)).toBe(true);
  });

  it('is watched before the first snapshot, and counted behind the second', async () => {
    const { asked } = await explained(heaps);
    expect(asked.map(({ task }) => task)).toEqual([
      'watch-allocations',
      'rest',
      'snapshot',
      'rest',
      'snapshot',
      'allocations',
      'count-calls',
      'batch',
      'calls',
    ]);
    expect(asked[0]).toEqual({ task: 'watch-allocations', intervalBytes: 64 });
  });

  it.each([
    { operations: 9, counted: 9 },
    { operations: 10_000, counted: 256 },
  ])('is counted in $counted of $operations operations', async ({ operations, counted }) => {
    const { asked } = await explained(heaps, {}, operations);
    expect(asked).toContainEqual({ task: 'batch', operations: counted, settle: false });
  });

  it('is told by its allocations alone, where no snapshots are taken', async () => {
    const root = node({ children: [{ ...OPERATION, bytes: 5000 }] });
    const answers = { allocations: { allocations: { root, sources: [SOURCE] } } };
    const { heap, asked } = await explained(heaps, answers, 50, false);
    // Of what is not known to have grown, no line is guessed: it is the function's.
    const stack = [{ ...PLACE, line: 2, column: 26 }];
    expect(heap).toMatchObject({ growth: [], grownBytes: 5000, allocations: [{ stack }] });
    expect(asked.map(({ task }) => task)).not.toContain('snapshot');
  });

  it('is told where the subject ends while its calls are counted', async () => {
    const { heap } = await explained(heaps, { batch: 'no more' });
    expect(heap).toMatchObject({ growth: [{ bytes: 5000 }], unreleased: null });
  });

  it('fails in the words of the worker', async () => {
    await expect(explained(heaps, { allocations: 'no more' })).rejects.toThrow('no more');
    const { worker } = workerWith(heaps);
    await expect(createObjectExplainer(worker).end(9, 'bytes')).rejects.toThrow('before the first');
  });
});

describe('promises of which the snapshot does not tell', () => {
  const heaps = twoSnapshots(list(0), list(32, { name: 'Promise', bytes: 50 }));

  it.each([
    { pending: Array<boolean>(16).fill(true), unsettled: 32 },
    { pending: [...Array<boolean>(8).fill(true), ...Array<boolean>(8).fill(false)], unsettled: 16 },
    { pending: [], unsettled: 0 },
  ])(
    'are asked, the last sixteen, and stand for all: $unsettled',
    async ({ pending, unsettled }) => {
      const { heap, asked } = await explained(heaps, { promises: { pending } });
      expect(heap.growth[0]!.promises).toEqual({ count: 32, unsettled });
      const [ids] = asked.flatMap((task) => (task.task === 'promises' ? [task.ids] : []));
      expect(ids).toEqual(
        keys(16, 'item').map((_, at) => heaps.after.nodeId[heaps.after.node[`item${16 + at}`]!]),
      );
    },
  );
});

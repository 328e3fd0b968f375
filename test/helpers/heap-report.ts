import { classMembers } from '../../src/heap/class-members.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { heapObject } from '../../src/heap/heap-object.ts';
import { stepsTo } from '../../src/heap/heap-steps.ts';
import { heapSummary } from '../../src/heap/heap-summary.ts';
import { idSet } from '../../src/heap/id-set.ts';
import { newcomers, snapshotDiff } from '../../src/heap/snapshot-diff.ts';
import type { HeapReport } from '../../src/report/heap-result.ts';
import { HEAP_SCHEMA } from '../../src/report/heap-result.ts';
import type { TinyObject } from './tiny-heap.ts';
import { tinyHeap } from './tiny-heap.ts';

/** What would do harm in a terminal or a page. */
export const HOSTILE = '</script><img src=x onerror="document.title=1">\u001b[31m\n\u202e';

const sessions = Object.fromEntries(
  ['s1', 's2', 's3'].flatMap((key): [string, TinyObject][] => [
    [key, { name: 'Session', bytes: 400, edges: [`name → ${key}Name`] }],
    [`${key}Name`, { type: 'string', name: 'the same name', bytes: 32 }],
  ]),
);

/** A program with a cache of sessions, a function that keeps rows, and names made to do harm. */
const PROGRAM = tinyHeap({
  root: { bytes: 0, edges: ['[1] → roots', 'shortcut 2 → global'] },
  roots: { type: 'synthetic', name: '(GC roots)', bytes: 0, edges: ['[1] → handles'] },
  handles: { type: 'synthetic', name: '(Global handles)', bytes: 0, edges: ['internal 1 → later'] },
  global: { bytes: 40, edges: ['cache → cache', 'evil → evil'] },
  cache: { name: 'Map', bytes: 32, edges: ['internal table → table'] },
  table: {
    type: 'array',
    bytes: 8 * (2 + 3 + 128 + 3 * 256),
    edges: ['internal 132 → s1', 'internal 135 → s2', 'internal 138 → s3'],
  },
  ...sessions,
  evil: { name: HOSTILE, bytes: 5000, edges: [`${HOSTILE} → text`] },
  text: { type: 'string', name: HOSTILE, bytes: 64 },
  later: {
    type: 'closure',
    name: 'later',
    bytes: 64,
    at: [7, 41, 4],
    edges: ['internal context → context', 'internal shared → code'],
  },
  code: { type: 'code', bytes: 0, edges: ['internal script → script'] },
  script: { type: 'code', bytes: 0, edges: ['internal name → file'] },
  file: { type: 'string', bytes: 0, name: 'file:///home/ada/shop/lib/later.mjs?v=2' },
  context: { name: 'system / Context', bytes: 32, edges: ['context rows → rows'] },
  rows: { name: 'Array', bytes: 2000 },
  div: { type: 'native', name: '<div class="row">', detachedness: 2, bytes: 100 },
});

const heap = examineHeap(PROGRAM);
const NOTHING: HeapReport = {
  schema: HEAP_SCHEMA,
  tool: { version: '0.1.0', node: 'v20.20.2', platform: 'linux-x64' },
  snapshots: [{ path: 'a.heapsnapshot', examined: true }],
  summary: null,
  growth: null,
  object: null,
  class: null,
};
const node = PROGRAM.node as Readonly<Record<string, number>>;
const newKeys = new Set(['s2', 's2Name', 's3', 's3Name'].map((key) => node[key]!));
const before = idSet(PROGRAM.nodeId.filter((_, i) => !newKeys.has(i)));

/** One of each kind that there is. */
export const HEAP_REPORTS: Readonly<Record<'summary' | 'growth' | 'object' | 'class', HeapReport>> =
  {
    summary: { ...NOTHING, summary: heapSummary(heap, 4) },
    growth: {
      ...NOTHING,
      snapshots: ['a', 'b', 'c'].map((name) => ({
        path: `folder/${name}.heapsnapshot`,
        examined: name === 'b',
      })),
      growth: {
        ...snapshotDiff(heap, newcomers(heap.graph, before, null), 4),
        sharedWithBefore: 1,
      },
    },
    object: {
      ...NOTHING,
      object: { object: heapObject(heap, node.s1Name!), path: stepsTo(heap, node.s1Name!) },
    },
    class: { ...NOTHING, class: classMembers(heap, 'Session', 2) },
  };

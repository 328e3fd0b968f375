import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllocationNode, AllocationProfile, FunctionCount } from '../../src/agent/protocol.ts';
import { builtFile } from '../../src/harness/built-file.ts';

const SUBJECT = `const kept = [];
function keep(index) {
  kept.push({ index, text: 'kept ' + index });
}
function drop(index) {
  return { index, text: 'dropped ' + index };
}
export function run(count) {
  for (let i = 0; i < count; i++) {
    keep(i);
    drop(i);
  }
}
//# sourceMappingURL=subject.js.map
`;

/** What a thread of its own found that watched itself. */
interface Watched {
  readonly profile: AllocationProfile;
  readonly others: AllocationProfile;
  readonly pending: readonly boolean[];
  readonly calls: readonly FunctionCount[];
  readonly again: readonly FunctionCount[];
  readonly warnings: readonly string[];
}

const CODE = `
const { Session } = require('node:inspector');
const { getHeapSnapshot } = require('node:v8');
const { parentPort, workerData } = require('node:worker_threads');
const warnings = [];
process.on('warning', ({ message }) => warnings.push(message));
(async () => {
  const { watchAllocations } = await import(workerData.watcher);
  await import(workerData.other);
  const { run } = await import(workerData.subject);
  const watch = watchAllocations(16);
  run(1000);
  const profile = watch.profile([]);
  const others = watch.profile([workerData.other]);

  globalThis.promises = [new Promise(() => {}), Promise.resolve(), Promise.reject()];
  globalThis.promises[2].catch(() => {});
  const session = new Session();
  session.connect();
  const post = (method, parameters) => {
    let answer;
    session.post(method, parameters, (_, result) => { answer = result; });
    return answer;
  };
  // Objects have numbers from the first snapshot on.
  for await (const _ of getHeapSnapshot());
  const numberOf = (expression) => {
    const { result } = post('Runtime.evaluate', { expression });
    return Number(post('HeapProfiler.getHeapObjectId', result).heapSnapshotObjectId);
  };
  const ids = ['promises[0]', 'promises[1]', 'promises[2]', 'promises'].map(numberOf);
  const pending = watch.arePending([...ids, 999_999_999]);

  watch.countCalls();
  run(7);
  const calls = watch.calls();
  watch.countCalls();
  run(3);
  const again = watch.calls();
  await new Promise((resolve) => setTimeout(resolve, 1));
  parentPort.postMessage({ profile, others, pending, calls, again, warnings });
})().catch((thrown) => parentPort.postMessage(String(thrown.stack)));
`;

const folder = mkdtempSync(join(tmpdir(), 'leaklab-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const subject = pathToFileURL(join(folder, 'subject.mjs')).href;
const other = pathToFileURL(join(folder, 'other.mjs')).href;
let watched: Watched;

beforeAll(async () => {
  writeFileSync(join(folder, 'subject.mjs'), SUBJECT);
  writeFileSync(join(folder, 'other.mjs'), 'export const nothing = 0;\n');
  const watcher = pathToFileURL(builtFile('agent/allocation-profile')).href;
  const worker = new Worker(CODE, { eval: true, workerData: { watcher, subject, other } });
  const found = await new Promise<Watched | string>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  if (typeof found === 'string') throw new Error(found);
  watched = found;
});

const nodesIn = (node: AllocationNode): AllocationNode[] => [
  node,
  ...node.children.flatMap(nodesIn),
];

describe('a profile of allocations', () => {
  it('has the functions that made what is still there, below those that called them', () => {
    const [run] = nodesIn(watched.profile.root).filter((node) => node.function === 'run');
    const keep = run!.children.find((node) => node.function === 'keep');
    // Each has 40 bytes and more.
    expect(keep!.bytes).toBeGreaterThan(20_000);
    expect(keep).toMatchObject({ url: subject, line: 2, column: 14 });
  });

  it('has the sources of these functions, and the names of their maps', () => {
    const { root, sources } = watched.profile;
    const { script } = nodesIn(root).find((node) => node.function === 'keep')!;
    expect(sources.find((source) => source.script === script)).toEqual({
      ...{ script, url: subject, text: SUBJECT, sourceMap: 'subject.js.map' },
    });
    expect(sources.map(({ url }) => url)).not.toContain(other);
  });

  it('has other sources that are asked for, once', () => {
    const urls = watched.others.sources.map(({ url }) => url);
    expect(urls.filter((url) => url === other)).toHaveLength(1);
    expect(urls.filter((url) => url === subject)).toHaveLength(1);
  });
});

describe('promises', () => {
  it('are told by their numbers: pending, fulfilled, rejected, none, and gone', () => {
    expect(watched.pending).toEqual([true, false, false, false, false]);
    expect(watched.warnings).toEqual([]);
  });
});

describe('calls', () => {
  const countOf = (calls: readonly FunctionCount[], name: string): number | undefined =>
    calls.find((call) => call.url === subject && call.function === name)?.count;

  it('are counted from when that is asked for', () => {
    expect(['run', 'keep', 'drop'].map((name) => countOf(watched.calls, name))).toEqual([1, 7, 7]);
    expect(countOf(watched.again, 'keep')).toBe(3);
  });

  it('are told with the offsets of the function in its text', () => {
    const { start, end } = watched.calls.find(({ function: name }) => name === 'keep')!;
    expect(SUBJECT.slice(start, end).split('\n')).toEqual([
      'function keep(index) {',
      expect.any(String),
      '}',
    ]);
  });
});

import type { Interval } from '../analysis/median-interval.ts';
import type { ObjectEvidence } from '../analysis/object-evidence.ts';
import { objectEvidence } from '../analysis/object-evidence.ts';
import type { Judgement } from '../analysis/verdict.ts';
import type { WasmEvidence } from '../analysis/wasm-evidence.ts';
import { wasmEvidence } from '../analysis/wasm-evidence.ts';
import type { Entry, Header, Sample } from '../record/schema.ts';
import * as format from './format.ts';
import { heldBy } from './held-by.ts';
import { heldByObjects } from './held-by-objects.ts';
import { isConnection } from './path-words.ts';
import { requestsOf } from './requests.ts';
import type { Result } from './result.ts';
import { timeToLimit } from './time-to-limit.ts';

/** A recording and what it proves: what all renderers start from. */
export interface Finding {
  readonly header: Header;
  readonly entries: readonly Entry[];
  readonly judgement: Judgement;
  /** Of the recording. */
  readonly path: string;
}

export function resultOf(finding: Finding): Result {
  const { header, entries, judgement } = finding;
  const samples = entries.filter((entry) => entry.type === 'sample');
  const outOfMemory = entries.find(
    (entry) => entry.type === 'event' && entry.event === 'out-of-memory',
  );
  const outcome = entries.findLast((entry) => entry.type === 'outcome');
  const { growth, threads, native } = judgement;
  const evidence = judgement.memory === 'wasm' ? wasmEvidence(entries) : null;
  const objects = judgement.memory === 'wasm' ? null : objectEvidence(entries);
  const confidence = growth?.confidence ?? header.settings.confidence;
  const sure = (interval: Interval) => ({ ...interval, confidence });
  return {
    subject: header.subject,
    expected: header.expected,
    verdict: judgement.verdict,
    reason: judgement.reason,
    mechanism:
      judgement.verdict === 'leak'
        ? (evidence?.mechanism ?? objects?.mechanism ?? 'unknown')
        : null,
    memory: judgement.memory,
    growth:
      growth === null
        ? null
        : { bytesPerOperation: sure(growth.bytesPerOperation), shape: growth.shape },
    upperBoundBytesPerOperation: judgement.upperBoundBytesPerOperation,
    confidence,
    operations: operationsOf(entries, header.settings.commonOperations),
    batches: new Set(samples.map((sample) => sample.batch)).size,
    threads: Math.max(header.settings.threads, ...threadsAtOnce(samples)),
    durationMs: entries.at(-1)?.elapsedMs ?? 0,
    timeToLimit: timeToLimit(finding),
    outOfMemory:
      outOfMemory?.event === 'out-of-memory'
        ? {
            memory: outOfMemory.memory,
            operations: outOfMemory.operations,
            limitBytes: outOfMemory.limitBytes,
            message: outOfMemory.message,
          }
        : null,
    error: outcome?.error ?? null,
    perThread: threads.map(({ bytesPerOperation, memories: _, ...one }) => ({
      ...one,
      isolate: isolateOf(one.thread, entries),
      bytesPerOperation: bytesPerOperation === null ? null : sure(bytesPerOperation),
    })),
    requests: requestsOf(entries),
    native:
      native === null
        ? null
        : {
            bytesPerOperation: sure(native.bytesPerOperation),
            processes: native.processes.map(({ pid, bytesPerOperation }) => ({
              ...{ pid, bytesPerOperation: sure(bytesPerOperation) },
            })),
          },
    comparedWith: null,
    allowed: null,
    heldBy:
      evidence !== null
        ? heldBy(evidence)
        : objects === null
          ? null
          : objects.held.length === 0
            ? null
            : heldByObjects(objects, folderOf(header.subject.path)),
    allocatedAt: sitesOf(evidence ?? objects),
    wasmHeap: evidence === null ? null : wasmHeapOf(evidence),
    notes: [
      ...(header.load === undefined ? [] : header.notes),
      ...entries.flatMap(noteIn),
      ...connectionNote(objects, header.load, growth?.bytesPerOperation.estimate ?? null),
    ],
    harness: harnessOf(entries),
    recording: finding.path,
  };
}

const folderOf = (path: string | null): string => (path ?? '').replace(/[\\/][^\\/]*$/, '');

function sitesOf(evidence: WasmEvidence | ObjectEvidence | null): Result['allocatedAt'] {
  if (evidence === null) return null;
  return evidence.allocatedAt.map(({ stack, ...site }) => ({
    ...site,
    stack: stack.map(({ function: name, file, line, column }) => ({
      function: name,
      file,
      line,
      column,
    })),
  }));
}

function wasmHeapOf({ heap }: WasmEvidence): NonNullable<Result['wasmHeap']> {
  const { module, allocator, operations, pagesBytes, freeBytes, largestFreeBytes } = heap;
  const { live, definitelyLost, indirectlyLost, stillReachable, heldOutside } = heap;
  return {
    ...{ module, allocator, operations, pagesBytes, live },
    ...{ definitelyLost, indirectlyLost, stillReachable, heldOutside },
    ...{ freeBytes, largestFreeBytes },
  };
}

/** From memwatch's `stats`, in which `used_heap_size` counts bytes. */
function harnessOf(entries: readonly Entry[]): Result['harness'] {
  const sizes = entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'memwatch'
      ? [Number(entry.stats.used_heap_size)].filter(Number.isFinite)
      : [],
  );
  if (sizes.length < 2) return null;
  return { firstBytes: sizes[0]!, lastBytes: sizes.at(-1)!, collections: sizes.length };
}

function noteIn(entry: Entry): string[] {
  if (entry.type === 'js-note') return [entry.text];
  if (entry.type !== 'wasm-note') return [];
  return [entry.module === '' ? entry.text : `${entry.module}: ${entry.text}`];
}

/** What is kept for each connection grows on the one alone that stays open: an average hides how much. */
function connectionNote(
  objects: ObjectEvidence | null,
  load: Header['load'],
  bytes: number | null,
): string[] {
  const share = load?.lastingShare ?? 0;
  const isOfConnection = objects?.held[0]?.path.some(isConnection) === true;
  if (!isOfConnection || share === 0 || bytes === null) return [];
  const rate = format.rate(bytes / share);
  return [
    `it is held by an open connection and goes with it: as long as a proxy's or a browser's lives, it grows. One request in ${Math.round(1 / share)} goes over the one that stays open here, which makes ${rate} of such a request`,
  ];
}

/** Where a thread of a server runs; null for those of a run. */
export function isolateOf(
  thread: number,
  entries: readonly Entry[],
): Result['perThread'][number]['isolate'] {
  const found = entries.find(
    (entry) => entry.type === 'event' && entry.event === 'isolate' && entry.thread === thread,
  );
  return found?.type === 'event' && found.event === 'isolate'
    ? { pid: found.pid, threadId: found.threadId }
    : null;
}

/** Of a server, some may come later than the first. */
function threadsAtOnce(samples: readonly Sample[]): number[] {
  const byBatch = new Map<number, number>();
  for (const { batch } of samples) byBatch.set(batch, (byBatch.get(batch) ?? 0) + 1);
  return [...byBatch.values()];
}

/** Of all threads together. */
function operationsOf(entries: readonly Entry[], common: boolean): number {
  const byThread = new Map<number, number>();
  for (const entry of entries) {
    if (entry.type === 'sample' || entry.type === 'raw') {
      byThread.set(entry.thread, Math.max(byThread.get(entry.thread) ?? 0, entry.operations));
    }
  }
  const each = [...byThread.values()];
  return common ? Math.max(0, ...each) : each.reduce((a, b) => a + b, 0);
}

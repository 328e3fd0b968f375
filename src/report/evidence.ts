import { MEMORY_NAMES } from '../record/memory-names.ts';
import { comparedText } from './compare.ts';
import { controlsText } from './controls-text.ts';
import * as format from './format.ts';
import { heapText } from './held-by.ts';
import type { MemoryFacts } from './memory-facts.ts';
import { oneLine } from './one-line.ts';
import { requestsText } from './requests.ts';
import type { Report, Result } from './result.ts';
import type { Row } from './rows.ts';

/** What the verdict rests on. */
export function evidenceRows(
  result: Result,
  facts: readonly MemoryFacts[],
  controls: Report['controls'],
): Row[] {
  const { growth, outOfMemory, native, allowed, perThread } = result;
  return [
    { label: 'measured', texts: [measuredText(result), ...unitText(result)] },
    {
      label: 'requests',
      texts: result.requests === null ? [] : [requestsText(result.requests)],
    },
    { label: 'shape', texts: growth === null ? [] : [SHAPES[growth.shape]] },
    // Of what failed, too little was seen.
    ...(result.verdict === 'failed' ? [] : facts).map((one) => ({
      label: MEMORY_NAMES[one.memory],
      texts: [memoryText(one)],
    })),
    ...perThread.map((one) => ({ label: threadLabel(one, perThread), texts: [threadText(one)] })),
    {
      label: MEMORY_NAMES.native,
      texts:
        native === null
          ? []
          : [
              `${rateText(native.bytesPerOperation)} that these memories don't explain; advisory: no verdict rests on it`,
              ...native.processes.map(
                ({ pid, bytesPerOperation }) => `process ${pid}: ${rateText(bytesPerOperation)}`,
              ),
            ],
    },
    {
      label: 'compared',
      texts:
        result.comparedWith === null
          ? []
          : [`${comparedText(result.comparedWith)} (${oneLine(result.comparedWith.recording)})`],
    },
    ...holderRows(result),
    {
      label: 'limit',
      texts: outOfMemory === null ? [] : [oneLine(outOfMemory.message)],
    },
    { label: 'controls', texts: [controlsText(controls)] },
    {
      label: 'allowed',
      texts:
        allowed === null ? [] : [`by leak:${oneLine(allowed.pattern)}: ${oneLine(allowed.reason)}`],
    },
  ];
}

/** Who holds it, and where it was made: the most of it, and what else is much. */
function holderRows({ mechanism, heldBy, allocatedAt, wasmHeap, notes }: Result): Row[] {
  const holders = (heldBy ?? []).filter(isMuch).slice(0, MOST_HOLDERS);
  const sites = (allocatedAt ?? []).filter(isMuch);
  return [
    { label: 'mechanism', texts: holders.length === 0 ? [] : [MECHANISMS[mechanism ?? 'unknown']] },
    {
      label: 'held by',
      texts: holders.map(({ path, share }) =>
        oneLine(`${path.join(' → ')}${holders.length > 1 ? ` (${percent(share)})` : ''}`),
      ),
    },
    { label: 'made in', texts: sites.slice(0, MOST_SITES).map(siteText) },
    { label: 'its heap', texts: wasmHeap === null ? [] : heapText(wasmHeap) },
    { label: 'note', texts: notes.map(oneLine) },
  ];
}

const isMuch = ({ share }: { share: number }, at: number): boolean => at === 0 || share >= MUCH;

const MUCH = 0.1;
const MOST_HOLDERS = 3;
const MOST_SITES = 3;

const MECHANISMS: Record<NonNullable<Result['mechanism']>, string> = {
  cycle: 'cycle: reference counts that keep each other from falling to 0',
  forget: 'forget: memory that was never given back, and that nothing leads to any more',
  'growing-vec': 'growing-vec: a list that is only ever added to',
  'leaky-cache': 'leaky-cache: entries that are only ever added',
  listeners: 'listeners: event listeners that are never removed',
  timers: 'timers: timers that are never cleared',
  pending: 'pending: promises or requests that never settle',
  unknown: 'unknown: what was seen fits none for certain',
};

function siteText(site: NonNullable<Result['allocatedAt']>[number]): string {
  const { function: name, file, line, column, share, stack } = site;
  const callers = stack.slice(1, MOST_CALLERS).map((frame) => frame.function);
  const from = callers.length === 0 ? '' : ` ← ${callers.join(' ← ')}`;
  // Of WASM, the JavaScript call; of objects, the very line.
  const at = stack[0]?.file === file ? 'at' : 'called at';
  const place = file === null ? '' : `, ${at} ${file}:${line}:${column}`;
  return oneLine(`${name}${from}${place} (${percent(share)})`);
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const MOST_CALLERS = 4;

function measuredText({ batches, operations, durationMs, threads }: Result): string {
  const workers = threads === 1 ? '' : ` by ${threads} threads`;
  const floors = `${batches} ${batches === 1 ? 'floor' : 'floors'}`;
  return `${format.operations(operations)}${workers} in ${format.duration(durationMs)}; ${floors}, each after full GCs`;
}

/** Of isolates that don't all have the same requests. */
const unitText = ({ perThread }: Result): string[] =>
  perThread.some(({ requestShare }) => requestShare !== null && requestShare < 1)
    ? ['B/op: bytes by request to the whole server; of an isolate, by request of its own']
    : [];

const SHAPES: Record<NonNullable<Result['growth']>['shape'], string> = {
  linear: 'linear: a steady rate',
  staircase: 'a staircase: ever larger, ever rarer steps, as of a table that doubles',
  accelerating: 'accelerating: the rate itself rises',
  none: 'none',
};

function memoryText(facts: MemoryFacts): string {
  const { floors } = facts;
  const first = floors[0];
  const last = floors.at(-1);
  if (first === undefined || last === undefined) return 'no floor of it was taken';
  const still = floors.every(({ bytes }) => bytes === first.bytes);
  const sizes = still
    ? `${format.bytes(first.bytes)} at every floor`
    : fromTo(first.bytes, last.bytes);
  return [sizes, ...judged(facts, still)].join('; ');
}

/** The difference where rounding would make both read the same. */
export function fromTo(first: number, last: number): string {
  const [from, to] = [format.bytes(first), format.bytes(last)];
  if (from !== to) return `${from} → ${to}`;
  const difference = format.bytes(last - first);
  return `${from} ${last > first ? `+${difference}` : difference}`;
}

function judged(
  { kind, bytesPerOperation, upperBound, why }: MemoryFacts,
  still: boolean,
): string[] {
  const bound = upperBound === null ? [] : [`${format.bound(upperBound)} B/op`];
  switch (kind) {
    case 'growing':
      return [`grows, ${bytesPerOperation === null ? '' : rateText(bytesPerOperation)}`];
    case 'flat':
      return [['flat', ...bound].join(', < ')];
    case 'undecided':
      return [
        ...(still || why === null ? [] : [UNDECIDED[why] ?? why]),
        ...bound.map((bound) => `a leak of ${bound} could hide`),
      ];
  }
}

/** By the judge's own words; a word that is not among them is printed as it is. */
const UNDECIDED: Record<string, string> = {
  'too-few-floors': 'too few floors to judge',
  'too-short': 'too little was run to judge',
  'too-few-operations': 'too few operations to judge',
  slowing: 'grows, but ever slower',
  noisy: 'too restless to judge',
};

/** Of a server of several processes, which of them it is: all have a thread 0. */
function threadLabel(
  { thread, isolate }: Result['perThread'][number],
  all: Result['perThread'],
): string {
  const processes = new Set(all.map((one) => one.isolate?.pid));
  if (isolate === null || processes.size === 1) return `thread ${thread}`;
  const { pid, threadId } = isolate;
  return threadId === 0 ? `process ${pid}` : `process ${pid}, thread ${threadId}`;
}

function threadText(thread: Result['perThread'][number]): string {
  const { verdict, memory, bytesPerOperation: rate, upperBoundBytesPerOperation: bound } = thread;
  const share = requestShareText(thread);
  if (rate !== null) {
    return `${verdict}, ${rateText(rate)}${memory === null ? '' : ` in ${MEMORY_NAMES[memory]}`}${share}`;
  }
  return bound === null
    ? `${verdict}${share}`
    : `${verdict}, < ${format.bound(bound)} B/op${share}`;
}

const requestShareText = ({ requestShare }: Result['perThread'][number]): string =>
  requestShare === null || requestShare === 1 ? '' : `; ${percent(requestShare)} of all requests`;

function rateText(rate: { estimate: number; low: number; high: number }): string {
  const { estimate, low, high } = format.interval(rate);
  return `${rate.estimate > 0 ? '+' : ''}${estimate} B/op (${low}–${high})`;
}

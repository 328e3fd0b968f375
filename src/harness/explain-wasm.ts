import { WINDOWS } from '../heap/births.ts';
import type { Sample, Settings } from '../record/schema.ts';
import type { Cell } from './cell.ts';
import type { Log } from './log.ts';
import type { Target } from './measure.ts';
import type { Next } from './second-run.ts';
import { failedText, runAgain } from './second-run.ts';

/**
 * Runs a subject that leaks in WASM once more, in a cell of its own, with its modules' allocations
 * recorded, and writes down what its heaps hold. The verdict stands by then: whatever goes wrong here
 * is a note in the recording.
 */
export async function explainWasm(
  target: Target,
  settings: Settings,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const samples = log.entries.filter((entry) => entry.type === 'sample');
  const operations = operationsToRecord(samples, settings);
  if (operations === null) return;
  const problem = await runAgain(
    // No floors are read here, so that optimised code does no harm.
    { target, settings, log, signal, flags: [], recorded: true },
    (send, next) => record(send, next, operations, log),
  );
  if (problem !== null) note(log, problem);
}

/** Returns what went wrong, if anything did. */
async function record(
  send: Cell['send'],
  next: Next,
  operations: number,
  log: Log,
): Promise<string | null> {
  const ready = await next('ready');
  if (typeof ready === 'string') return ready;
  for (let window = 1; window <= WINDOWS; window++) {
    send({ type: 'batch', operations: Math.ceil(operations / WINDOWS), settle: false });
    const done = await next('batch');
    if (typeof done === 'string') return done;
    const final = window === WINDOWS;
    send({ type: 'rest', copies: COPIED.has(window), final });
    const rested = await next('rested');
    if (typeof rested === 'string') return rested;
  }
  const heaps = await next('heaps');
  if (typeof heaps === 'string') return heaps;
  if (heaps.type === 'heaps') for (const entry of heaps.entries) log.add(entry);
  return null;
}

/** Between these windows the operations double: a buffer that doubles with them shows itself. */
export const COPIED: ReadonlySet<number> = new Set([WINDOWS / 4, WINDOWS / 2, WINDOWS]);

function note(log: Log, problem: string): void {
  log.add({
    type: 'wasm-note',
    elapsedMs: log.elapsedMs(),
    module: '',
    text: failedText(problem),
  });
}

/**
 * How many operations show a leak's mechanism: enough for bounded structures to have filled and for
 * the leak's blocks to be many, as far as time and the memory that it costs allow. Null where too
 * little was measured to tell, or where so few are allowed that none tell.
 */
export function operationsToRecord(samples: readonly Sample[], settings: Settings): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.operations <= first.operations) return null;
  const own = samples.filter(({ thread }) => thread === last.thread);
  const operations = last.operations - own[0]!.operations;
  const most = WINDOWS * Math.floor((settings.iterations ?? MOST_OPERATIONS) / WINDOWS);
  if (operations <= 0 || most === 0) return null;
  const operatingMs = own.reduce((sum, { batchMs }) => sum + batchMs, 0);
  const perMs = operations / Math.max(operatingMs, 0.001);
  const inTime = Math.min(MOST_OPERATIONS, RECORDED_MS * perMs);
  const pages = grown(own.map(({ wasmPagesBytes }) => wasmPagesBytes ?? 0));
  const live = grown(own.map(({ wasmLiveBytes }) => wasmLiveBytes ?? 0));
  const blocks = grown(own.map(({ wasmLiveBlocks }) => wasmLiveBlocks ?? 0));
  const mostBytes = Math.min(MOST_GROWTH_BYTES, settings.limitBytes / 3);
  const inMemory = Math.min(
    (mostBytes * operations) / Math.max(1, pages, live),
    (MOST_BLOCKS * operations) / Math.max(1, blocks),
  );
  const forRareBlocks = blocks > 0 ? (FEWEST_BLOCKS * operations) / blocks : 0;
  const wanted = Math.max(
    Math.min(inTime, inMemory),
    Math.min(Math.max(FEWEST_OPERATIONS, Math.min(forRareBlocks, MOST_OPERATIONS)), inMemory),
  );
  // A slow operation is not waited for: a few of them show what they can.
  const possible = Math.max(WINDOWS, Math.min(wanted, SLOW_MS * perMs));
  return Math.min(most, WINDOWS * Math.ceil(possible / WINDOWS));
}

const FEWEST_OPERATIONS = 2048;
const MOST_OPERATIONS = 65_536;
const RECORDED_MS = 250;
/** What slow operations may take, unrecorded. */
const SLOW_MS = 3750;
const MOST_GROWTH_BYTES = 80 * 2 ** 20;
const MOST_BLOCKS = 400_000;
/** So many blocks of the leak, where it leaks less than one an operation. */
const FEWEST_BLOCKS = 512;

const grown = (sizes: readonly number[]): number => Math.max(0, sizes.at(-1)! - sizes[0]!);

import type { Controls, Memory, Sample, Settings } from '../record/schema.ts';
import { assessGrowth } from './assess-growth.ts';
import type { Growth, GrowthOptions } from './growth.ts';
import type { Point } from './series.ts';
import { seriesOf } from './series.ts';
import { countsWasm, isWalked } from './wasm-floors.ts';

export interface MemoryJudgement {
  readonly memory: Memory;
  readonly growth: Growth;
  /** Growth that may be noise. */
  readonly toleranceBytes: number;
  readonly points: readonly Point[];
}

export type JudgedSettings = Pick<
  Settings,
  | 'threads'
  | 'confidence'
  | 'detectBytesPerOperation'
  | 'detectBytesPerSecond'
  | 'onlyMemory'
  | 'commonOperations'
>;

/** Why there will be no further floor, if so. */
export type LastFloors = Pick<GrowthOptions, 'ranOut' | 'final'>;

/** Judges each memory that the samples show, by itself. */
export function judgeMemories(
  samples: readonly Sample[],
  settings: JudgedSettings,
  controls: Controls | null,
  last: LastFloors,
): MemoryJudgement[] {
  if (samples.length === 0) return [];
  const counted = countsWasm(samples);
  const walked = counted && isWalked(samples);
  const { onlyMemory, threads, commonOperations } = settings;
  const judged = seriesOf(samples, threads, commonOperations).filter(
    ({ memory }) => onlyMemory === null || memory === onlyMemory,
  );
  return judged.map(({ memory, points }) => {
    const toleranceBytes = settings.threads * tolerance(memory, { counted, walked }, controls);
    const growth = assessGrowth(points, {
      ...last,
      confidence: settings.confidence,
      exact: memory === 'wasm' && counted,
      detectBytesPerOperation: settings.detectBytesPerOperation,
      detectBytesPerSecond: settings.detectBytesPerSecond,
      toleranceBytes,
      loneStepBytes:
        memory === 'array-buffers' ? BUFFER_POOL_BYTES : LONE_STEP_FACTOR * toleranceBytes,
      unitBytes: memory === 'wasm' && !counted ? settings.threads * WASM_PAGE_BYTES : 0,
    });
    return { memory, growth, toleranceBytes, points };
  });
}

/** The memory that grows most, of those that grow. */
export function growingMost(memories: readonly MemoryJudgement[]) {
  return memories
    .flatMap(({ memory, growth }) => (growth.kind === 'growing' ? [{ memory, growth }] : []))
    .sort((a, b) => b.growth.bytesPerOperation.estimate - a.growth.bytesPerOperation.estimate)
    .at(0);
}

/** The largest leak that could still hide where all memories are flat; null where one is not. */
export function boundOf(memories: readonly MemoryJudgement[]): number | null {
  const bounds = memories.map(({ growth }) => (growth.kind === 'flat' ? growth.upperBound : null));
  return bounds.length > 0 && bounds.every((bound) => bound !== null) ? Math.max(...bounds) : null;
}

/**
 * Growth, over half of a run, that the runtime itself may make without any leak. JS heap: steps of
 * 48 to 700 bytes are common between the floors of clean programs, of 1 to 9 KB rare (JIT code,
 * feedback); four times what the empty subject showed in this run, where that is more.
 */
function tolerance(
  memory: Memory,
  { counted, walked }: { readonly counted: boolean; readonly walked: boolean },
  controls: Controls | null,
): number {
  switch (memory) {
    case 'wasm':
      if (walked) return WALKED_BYTES;
      // Counted by the module's own allocator to the byte; pages come in steps of 64 KiB.
      return counted ? WASM_WORD_BYTES : WASM_PAGE_BYTES;
    case 'array-buffers':
      return ARRAY_BUFFER_BYTES;
    default:
      return Math.max(JS_HEAP_BYTES, 4 * (controls?.noiseBytes ?? 0));
  }
}

const JS_HEAP_BYTES = 8192;
const ARRAY_BUFFER_BYTES = 1024;
/** `Buffer.poolSize` from Node 24 on: a small buffer that stays keeps one of them. */
const BUFFER_POOL_BYTES = 65_536;
const LONE_STEP_FACTOR = 2;
const WASM_WORD_BYTES = 8;
/** Each block is rounded up by what the hole that it was put into leaves over: 12 bytes at most. */
const WALKED_BYTES = 512;
const WASM_PAGE_BYTES = 65_536;

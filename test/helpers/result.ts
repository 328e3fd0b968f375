import type { Report, Result } from '../../src/report/result.ts';
import { CONTROLS, TOOL } from './recording.ts';

/** A leak as labelled, in one scenario's Rust. */
export function result(over: Partial<Result> = {}): Result {
  return {
    subject: {
      name: 'cycle',
      kind: 'scenario',
      path: 'cycle.wasm',
      implementation: 'wasm',
      variant: 'leaky',
    },
    expected: { verdict: 'leak', mechanism: 'cycle' },
    verdict: 'leak',
    reason: null,
    mechanism: 'unknown',
    memory: 'wasm',
    growth: {
      bytesPerOperation: { estimate: 112, low: 111.9, high: 112.1, confidence: 0.999 },
      shape: 'linear',
    },
    upperBoundBytesPerOperation: null,
    confidence: 0.999,
    operations: 12_000,
    batches: 14,
    threads: 1,
    durationMs: 640,
    timeToLimit: null,
    outOfMemory: null,
    error: null,
    perThread: [],
    requests: null,
    native: null,
    comparedWith: null,
    allowed: null,
    heldBy: null,
    allocatedAt: null,
    wasmHeap: null,
    notes: [],
    harness: null,
    recording: 'cycle.wasm.leaky.ndjson',
    ...over,
  };
}

export function cleanResult(over: Partial<Result> = {}): Result {
  return result({
    subject: { ...result().subject, implementation: 'ts', variant: 'fixed' },
    expected: { verdict: 'clean', mechanism: null },
    verdict: 'clean',
    mechanism: null,
    memory: null,
    growth: null,
    upperBoundBytesPerOperation: 0.03,
    ...over,
  });
}

/** What was judged neither leak nor clean. */
export function oddResult(verdict: 'inconclusive' | 'failed', reason: string): Result {
  return result({ verdict, reason, mechanism: null, memory: null, growth: null });
}

export function report(results: readonly Result[], over: Partial<Report> = {}): Report {
  return {
    schema: 'leaklab.report/1',
    tool: TOOL,
    startedAt: '2026-01-31T12:00:00.000Z',
    durationMs: 16_500,
    interrupted: false,
    controls: CONTROLS,
    allowed: null,
    results: [...results],
    ...over,
  };
}

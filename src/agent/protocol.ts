import type {
  JsHeap,
  JsNote,
  RawSample,
  RecordedError,
  Sample,
  WasmHeap,
  WasmNote,
} from '../record/schema.ts';
import type { TakenHeap } from '../subject/recorded-heaps.ts';
import type { SubjectSource } from '../subject/source.ts';

/** One task of the worker. The parent's schedule decides; the worker does as it is told. */
export type AgentTask =
  | {
      readonly task: 'setup';
      readonly source: SubjectSource;
      readonly thread: number;
      readonly limitBytes: number;
      /** Milliseconds since the epoch at which `elapsedMs` is 0. */
      readonly originMs: number;
      /** Whether allocations in WASM are recorded: where, and in which order. */
      readonly recorded: boolean;
    }
  /** A batch without operations, and with the least of collecting: the agent's own warm-up. */
  | { readonly task: 'rehearsal' }
  | { readonly task: 'batch'; readonly operations: number; readonly settle: boolean }
  /** Of a recorded subject: the end of a part of the operations, after which heaps may be copied. */
  | ({ readonly task: 'rest' } & Rest)
  | { readonly task: 'watch-allocations'; readonly intervalBytes: number }
  /** `urls` of scripts whose sources are wanted besides. */
  | { readonly task: 'allocations'; readonly urls: readonly string[] }
  /** Of promises by V8's numbers: whether they are pending. */
  | { readonly task: 'promises'; readonly ids: readonly number[] }
  | { readonly task: 'count-calls' }
  | { readonly task: 'calls' }
  | { readonly task: 'teardown' };

export interface Rest {
  readonly copies: boolean;
  /** Whether it is the last one. */
  readonly final: boolean;
}

/** A recorded heap as the worker sends it. */
export interface HeapCopyMessage extends TakenHeap {
  readonly type: 'heap-copy';
  readonly thread: number;
  readonly operations: number;
  readonly final: boolean;
}

/** Of a recorded subject: what could not be looked into. */
export interface HeapNoteMessage {
  readonly type: 'heap-note';
  readonly module: string;
  readonly text: string;
}

/** What a worker sends while a task goes on. */
export type FromWorker = RawSample | HeapCopyMessage | HeapNoteMessage;

export interface GcCounts {
  minor: number;
  major: number;
  incremental: number;
  pauseMs: number;
}

export type AgentReply =
  | {
      readonly ok: true;
      readonly batch: BatchReport | null;
      /** Messages sent meanwhile: they take another way than this, and may arrive later. */
      readonly sent?: number;
      readonly allocations?: AllocationProfile;
      readonly calls?: readonly FunctionCount[];
      readonly pending?: readonly boolean[];
    }
  | { readonly ok: false; readonly failure: Failure };

export interface BatchReport {
  readonly operations: number;
  readonly batchMs: number;
  readonly elapsedMs: number;
  readonly gc: GcCounts;
  readonly sample: Omit<Sample, 'batch'> | null;
}

/** Why a subject could not go on. */
export interface Failure {
  readonly phase: 'load' | 'setup' | 'operation' | 'teardown';
  readonly error: RecordedError;
  /** The memory that ran out, where that is the reason. */
  readonly exhausted: 'js-heap' | 'array-buffers' | 'wasm' | null;
  /** Operations done before. */
  readonly operations: number;
}

/** One function that allocated, with what is left of it, and those that it called. */
export interface AllocationNode {
  readonly function: string;
  readonly script: string;
  readonly url: string;
  /** Of the function's beginning; both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Of objects that are still there. */
  readonly bytes: number;
  readonly children: readonly AllocationNode[];
}

export interface ScriptSource {
  readonly script: string;
  readonly url: string;
  readonly text: string;
  /** As the script names it: a file's name, or a `data:` address. */
  readonly sourceMap: string;
}

/** How often each function of a script ran. */
export interface FunctionCount {
  readonly url: string;
  readonly function: string;
  /** Offsets in the script's text. */
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** Parts of it that never ran. */
  readonly unreached: readonly { readonly start: number; readonly end: number }[];
}

export interface AllocationProfile {
  readonly root: AllocationNode;
  readonly sources: readonly ScriptSource[];
}

export type ToCell =
  | {
      readonly type: 'start';
      readonly source: SubjectSource;
      readonly threads: number;
      readonly limitBytes: number;
      readonly originMs: number;
      /** Whether memwatch is to watch the cell itself. */
      readonly watched: boolean;
      readonly recorded: boolean;
    }
  | ({ readonly type: 'rest' } & Rest)
  /** Of all objects; after the second one it is told what grew in between. */
  | {
      readonly type: 'snapshot';
      /** Since the one before. */
      readonly operations: number;
      /** From then on, one allocation in so many bytes is sampled. */
      readonly intervalBytes: number;
      /** By what growth is measured. */
      readonly weigh: 'bytes' | 'count';
      /** Whether the heap itself is written down, too. */
      readonly snapshots: boolean;
    }
  | { readonly type: 'batch'; readonly operations: number; readonly settle: boolean }
  | { readonly type: 'stop' };

export type FromCell =
  | { readonly type: 'ready'; readonly memwatch: string | null }
  | { readonly type: 'raw'; readonly sample: RawSample }
  | { readonly type: 'batch'; readonly reports: readonly BatchReport[] }
  | { readonly type: 'rested' }
  | { readonly type: 'snapshot-taken' }
  | { readonly type: 'explained'; readonly entries: readonly (JsHeap | JsNote)[] }
  /** What became of all copied heaps, once the last of them is analysed. */
  | { readonly type: 'heaps'; readonly entries: readonly (WasmHeap | WasmNote)[] }
  | { readonly type: 'memwatch'; readonly elapsedMs: number; readonly stats: object }
  | { readonly type: 'worker-exit'; readonly thread: number; readonly exitCode: number }
  | { readonly type: 'failure'; readonly thread: number; readonly failure: Failure }
  | { readonly type: 'stopped' };

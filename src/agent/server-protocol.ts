import type { RawSample, RecordedError, Sample } from '../record/schema.ts';
import type { Cgroup } from './cgroup.ts';
import type { EvidenceTask } from './evidence-tasks.ts';
import type { AgentReply, GcCounts } from './protocol.ts';

/** The variable by which a server's agents learn where to report; its value is a `Rendezvous`, as JSON. */
export const AGENT_VARIABLE = 'LEAKLAB_AGENT';

export interface Rendezvous {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Random: whoever does not know it is not listened to. */
  readonly token: string;
  /** Flags of V8 for the whole process. */
  readonly flags: readonly string[];
  /** Whether they hold from the start, and not only from when it is measured. */
  readonly atOnce: boolean;
}

/** Both ways: one JSON text a line. */
export type FromAgent = Hello | Listening | WorkerError | Answer;

/** The first thing that an isolate says. */
export interface Hello {
  readonly type: 'hello';
  readonly token: string;
  readonly pid: number;
  /** 0 is the main thread. */
  readonly threadId: number;
  readonly node: string;
  /** Where V8 ends this isolate. */
  readonly heapLimitBytes: number;
  /** Null where its process has no such limit. */
  readonly cgroup: Cgroup | null;
}

/** A server of this isolate listens. */
export interface Listening {
  readonly type: 'listening';
  /** Null for a socket that is a file or a pipe. */
  readonly port: number | null;
  /** As the server has it: `::`, `127.0.0.1`, or a path. */
  readonly address: string;
  readonly secure: boolean;
  /** Whether what it takes are requests, and not bytes of another kind. */
  readonly http: boolean;
}

/** A worker thread that this isolate has started ends by an error. */
export interface WorkerError {
  readonly type: 'worker-error';
  readonly threadId: number;
  readonly outOfMemory: boolean;
  readonly error: RecordedError;
}

export type ToAgent = Begin | ({ readonly type: 'ask'; readonly id: number } & Question);

/** The isolate is to be measured. */
export interface Begin {
  readonly type: 'begin';
  /** Its number in the recording. */
  readonly thread: number;
  /** Milliseconds since the epoch at which `elapsedMs` is 0. */
  readonly originMs: number;
  /** The process group to end when whoever measures is gone; null where there is none. */
  readonly group: number | null;
}

/** `operations` and `batchMs` are known to who asks, and come back in the sample. */
export type Question =
  /** All that will be asked, some times, so that V8 has its feedback: no answer but that it is done. */
  | { readonly question: 'rehearsal' }
  /** What there is, without collecting. */
  | { readonly question: 'glance'; readonly operations: number }
  /** Requests alone: it moves nothing. */
  | { readonly question: 'requests' }
  /** A floor: settling, full collections, one sample. */
  | { readonly question: 'rest'; readonly operations: number; readonly batchMs: number }
  /** Of an isolate that leaks. */
  | { readonly question: 'evidence'; readonly task: EvidenceTask }
  /** What is allocated in WASM from now on is a request's; of an isolate where that is recorded. */
  | { readonly question: 'heaps-begin' }
  /** The end of a part of the requests; heaps are copied to a file where there is a path. */
  | { readonly question: 'heaps'; readonly path: string | null; readonly final: boolean }
  /** All objects, written to a file; the isolate stands still meanwhile. */
  | { readonly question: 'snapshot'; readonly path: string };

/** What is asked of the agent of a server that runs already: one JSON text a line. */
export type ToStanding =
  /** Whether it listens on the port. */
  | { readonly type: 'who'; readonly port: number }
  /** All its isolates are to report; `pid` is whoever measures. */
  | { readonly type: 'attach'; readonly pid: number; readonly rendezvous: Rendezvous };

export type FromStanding =
  | {
      readonly type: 'here';
      readonly pid: number;
      readonly ppid: number;
      readonly listens: boolean;
      /** All on which it listens. */
      readonly ports: readonly number[];
    }
  /** Another measures it. */
  | { readonly type: 'busy'; readonly pid: number }
  /** How many isolates will say hello, those that are blocked included. */
  | { readonly type: 'attached'; readonly isolates: number };

export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly requests: RequestCounts;
  /** As it is, with its garbage. */
  readonly heapUsedBytes: number;
  readonly glance: Glance | null;
  readonly floor: Floor | null;
  readonly reply: AgentReply | null;
}

/** Requests that this isolate's HTTP servers have seen since it started. */
export interface RequestCounts {
  started: number;
  /** Answered whole, or ended before. */
  closed: number;
  /** Of those that are closed. */
  finished: number;
  /** Connections that are open, of any server. */
  connections: number;
}

export interface Glance {
  readonly raw: RawSample;
  /** Of the event loop since the last glance; how much later than planned its timers ran. */
  readonly loopDelayMs: { readonly mean: number; readonly max: number };
}

export interface Floor {
  readonly sample: Omit<Sample, 'batch'>;
  readonly gc: GcCounts;
}

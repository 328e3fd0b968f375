import type { Expected, Subject } from '../record/schema.ts';
import type { HookFiles } from './hooks.ts';
import type { Load } from './load.ts';

/** A server, how it is started, and what it is sent. */
export interface ServerTarget {
  readonly subject: Subject;
  /** Of a scenario; it travels into the header alone. */
  readonly expected: Expected | null;
  /** What starts it; null for one that runs already, at `origin`. */
  readonly command: readonly [string, ...string[]] | null;
  /** "http://127.0.0.1:3000" of a server that runs already; null of one whose agents tell the port. */
  readonly origin: string | null;
  /** On which it is to listen; null where that is found out. */
  readonly port: number | null;
  /** Flags of V8 for the server's processes, from when they are measured. */
  readonly flags: readonly string[];
  /** Whether all processes of the command are measured, or those that listen on the port alone. */
  readonly children: boolean;
  /** Whether it is a server of ours, that can be asked of its queue. */
  readonly isScenario: boolean;
  readonly hooks: HookFiles;
  /** What is sent, wherever it listens. */
  readonly load: Omit<Load, 'origin'>;
  /** The most requests after the warm-up; null where time alone is the measure. */
  readonly requests: number | null;
  readonly warmUpMs: number;
  /** Whether the load goes on to its end, though the verdict is certain. */
  readonly isWhole: boolean;
}

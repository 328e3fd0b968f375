/** As much of autocannon as is used; it comes without types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly connections: number;
    readonly pipelining: number;
    readonly overallRate?: number;
    readonly amount: number;
    /** Seconds. */
    readonly timeout: number;
    /** Milliseconds. */
    readonly sampleInt: number;
    readonly setupClient: (client: EventEmitter) => void;
  }

  interface Instance
    extends PromiseLike<{
      readonly latency: Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number>>;
    }> {
    stop(): void;
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, ms: number) => void,
    ): this;
    on(event: 'reqError', listener: (error: Error) => void): this;
  }

  export default function autocannon(options: Options): Instance;
}

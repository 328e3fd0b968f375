/** As much of autocannon as is used; it comes without types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    readonly url: string;
    readonly requests: readonly autocannon.Request[];
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

  namespace autocannon {
    interface Request {
      readonly path: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Called before each request but the first of a connection, which is built at once. */
      readonly setupRequest?: (request: Request) => Request;
    }
  }

  function autocannon(options: Options): Instance;
  export default autocannon;
}

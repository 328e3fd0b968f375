/** One request of several that are sent in turn. */
export interface RequestPlan {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** How a server is to be driven. */
export interface Load {
  /** "http://127.0.0.1:8080". */
  readonly origin: string;
  /** Each connection sends them in turn; there is one at least. */
  readonly requests: readonly RequestPlan[];
  /** Whether each request is to differ from all before: `$i` in it becomes its number. */
  readonly varied: boolean;
  readonly connections: number;
  readonly pipelining: number;
  /** Requests a second, at most; null for as many as the server answers. */
  readonly rate: number | null;
}

/** What became of the requests of one round: sent = answered + errors + aborted. */
export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  /** Connections that failed, and answers that did not come in time. */
  readonly errors: number;
  /** Of the errors. */
  readonly timeouts: number;
  /** Neither answered nor failed: the server or the driver closed the connection before. */
  readonly aborted: number;
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly loadMs: number;
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
  /** What kinds of errors there were: "ECONNREFUSED". */
  readonly reasons: readonly string[];
}

export type ToDriver =
  | {
      readonly type: 'run';
      readonly load: Load;
      readonly requests: number;
      readonly timeoutMs: number;
    }
  /** Ends the round: what is not answered by now is aborted. */
  | { readonly type: 'stop' };

export type FromDriver =
  | { readonly type: 'progress'; readonly answered: number }
  | { readonly type: 'done'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };

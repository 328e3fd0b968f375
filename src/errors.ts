export type ErrorCode =
  /** Wrong arguments, or input that can't be read: exit 2. */
  | 'usage'
  /** A file or folder that can't be read or written: exit 2. */
  | 'io'
  /** A recording that is none: exit 2. */
  | 'recording'
  /** A heap snapshot that is none, or that needs more memory than it may have: exit 2. */
  | 'snapshot'
  /** A subject that can't be loaded: exit 4. */
  | 'subject';

/** The one error that leaklab throws on purpose; its message is for the person who reads it. */
export class LeaklabError extends Error {
  override readonly name = 'LeaklabError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Any thrown value as plain data that survives a process boundary. */
export function describeError(thrown: unknown): {
  name: string;
  message: string;
  stack: string | null;
} {
  if (thrown instanceof Error || isErrorLike(thrown)) {
    return {
      name: String(thrown.name || 'Error'),
      message: String(thrown.message),
      stack: typeof thrown.stack === 'string' ? thrown.stack : null,
    };
  }
  return { name: 'Thrown', message: safeString(thrown), stack: null };
}

// Errors of another realm (vm contexts, cloned ones) are no instances of ours.
function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

function safeString(value: unknown): string {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

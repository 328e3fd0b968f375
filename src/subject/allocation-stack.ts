/** Deep enough to reach the subject's own JavaScript from within a parser or a compiler. */
const FRAMES = 40;

/**
 * The calls that are going on, innermost first, a line each, as V8 writes them. Whatever a subject has
 * made of stacks (their length, their wording) is put aside for it.
 */
export function takeStack(): string {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = FRAMES;
    // biome-ignore lint/suspicious/noExplicitAny: undefined is V8's default, which the types don't know.
    Error.prepareStackTrace = undefined as any;
    const { stack = '' } = new Error();
    // Without the message, and this function.
    return stack.split('\n').slice(2).join('\n');
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    Error.prepareStackTrace = prepareStackTrace as any;
  }
}

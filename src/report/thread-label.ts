/** A thread by its number in the recording; of a server, in which of its processes it runs. */
export interface NamedThread {
  readonly thread: number;
  readonly isolate: { readonly pid: number; readonly threadId: number } | null;
}

/** Of a server of several processes, which of them it is: all have a thread 0. */
export function threadLabel({ thread, isolate }: NamedThread, all: readonly NamedThread[]): string {
  const processes = new Set(all.map((one) => one.isolate?.pid));
  if (isolate === null || processes.size === 1) return `thread ${thread}`;
  const { pid, threadId } = isolate;
  return threadId === 0 ? `process ${pid}` : `process ${pid}, thread ${threadId}`;
}

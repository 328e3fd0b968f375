/** What a person or a system sends to end a program; Windows knows the first alone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_INTERRUPTED = 130;

/**
 * Runs `work` with a signal that is aborted when the process is asked to end: cells end, recordings
 * are closed, what was measured is reported. Asked a second time, the process ends at once; its
 * cells notice and end, too.
 */
export async function untilSignalled<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}

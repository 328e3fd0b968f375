import type { ChildProcess } from 'node:child_process';

/**
 * A cell leads a process group of its own, so that what a subject starts ends with it. Windows has
 * no groups; there the cell alone is ended.
 */
const HAS_GROUPS = process.platform !== 'win32';

export const detached = HAS_GROUPS;

/** Ends a cell and all that it started, at once. Never fails: they may be gone already. */
export function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid !== undefined) kill(pid);
}

/** The same, called by the cell on itself. */
export function endOwnGroup(): void {
  kill(process.pid);
  process.exit(1);
}

function kill(pid: number): void {
  try {
    process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

import { totalmem } from 'node:os';

/** What the control group of a process may use, and what it uses: of a container, that binds. */
export interface Cgroup {
  readonly limitBytes: number;
  readonly usedBytes: number;
}

/**
 * Of the figures of Node, which reads them of versions 1 and 2. Null where there is no limit below the
 * machine's memory: Node says 0 there, or absurdly much.
 */
export function cgroupOf(
  constrainedBytes: number | undefined,
  availableBytes: number,
  machineBytes: number,
): Cgroup | null {
  const limitBytes = constrainedBytes ?? 0;
  if (limitBytes <= 0 || limitBytes >= machineBytes) return null;
  return { limitBytes, usedBytes: Math.max(0, limitBytes - availableBytes) };
}

/** Of this process. */
export const ownCgroup = (): Cgroup | null =>
  cgroupOf(process.constrainedMemory(), process.availableMemory(), totalmem());

import type { BatchReport } from '../agent/protocol.ts';
import type { Sample } from '../record/schema.ts';
import type { Log } from './log.ts';

/** Writes what the workers report of one batch; returns the floors. */
export function recordBatch(reports: readonly BatchReport[], batch: number, log: Log): Sample[] {
  const floors: Sample[] = [];
  for (const report of reports) {
    const { sample, gc } = report;
    if (sample !== null) floors.push({ ...sample, batch });
    if (gc.minor + gc.major + gc.incremental > 0 && sample !== null) {
      log.add({
        type: 'event',
        event: 'gc',
        elapsedMs: report.elapsedMs,
        thread: sample.thread,
        ...gc,
      });
    }
  }
  for (const floor of floors) log.add(floor);
  return floors;
}

import { describe, expect, it } from 'vitest';
import type { LeakInfo } from '../../src/watch/report.ts';
import { collectReports, reportToMain } from '../../src/watch/thread-reports.ts';
import { threadReport } from '../helpers/thread-report.ts';

const EVERY_MS = 10;
const WORKER = 3;

describe('what worker threads tell the main thread', () => {
  it('are reports, leaks, and that they end; they are told of its traffic', async () => {
    const leaks: LeakInfo[] = [];
    const main = collectReports({
      everyMs: EVERY_MS,
      onLeak: (leak) => leaks.push(leak),
      traffic: () => ({ requests: 7, connections: 2 }),
    });
    const worker = reportToMain(WORKER, EVERY_MS, () => threadReport(WORKER, { leaks: true }));
    await expect.poll(() => main.reports()).toEqual([threadReport(WORKER, { leaks: true })]);
    await expect.poll(() => worker.traffic()).toMatchObject({ requests: 7, connections: 2 });
    worker.tellLeak({ memory: 'js-heap', threadId: WORKER } as LeakInfo);
    await expect.poll(() => leaks).toMatchObject([{ memory: 'js-heap', threadId: WORKER }]);
    worker.close();
    await expect.poll(() => main.reports()).toEqual([]);
    main.close();
  });

  it('are forgotten when one was ended and could not say so', async () => {
    let nowMs = 0;
    const main = collectReports({
      everyMs: EVERY_MS,
      onLeak() {},
      traffic: () => ({ requests: 0, connections: 0 }),
      now: () => nowMs,
    });
    const worker = reportToMain(WORKER, 3_600_000, () => threadReport(WORKER));
    await expect.poll(() => main.reports()).toHaveLength(1);
    nowMs = 29 * EVERY_MS;
    expect(main.reports()).toHaveLength(1);
    nowMs = 31 * EVERY_MS;
    expect(main.reports()).toEqual([]);
    worker.close();
    main.close();
  });
});

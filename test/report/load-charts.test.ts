import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import type { Entry, Header } from '../../src/record/schema.ts';
import { loadChart } from '../../src/report/load-charts.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { header, isolate, outOfMemory, raw, round, samplesOf } from '../helpers/recording.ts';
import { floors, leak, nothing } from '../helpers/series.ts';

const LOAD: NonNullable<Header['load']> = {
  ...{ command: ['node', 'server.js'], origin: 'http://127.0.0.1:3000', varied: false },
  ...{ connections: 10, pipelining: 1, rate: null, lastingShare: 0.1 },
  requests: [{ path: '/items', method: 'GET', headers: [], bodyBytes: 0 }],
};

function finding(entries: readonly Entry[], threads = 1, over: Partial<Header> = {}): Finding {
  const head = header({ load: LOAD, ...over });
  const settings = { ...head.settings, threads, commonOperations: true };
  const judgement = judge({ settings, controls: head.controls, entries });
  return { header: { ...head, settings }, entries, judgement, path: 'x' };
}

const thread = (number: number, law: Parameters<typeof floors>[0]): Entry[] =>
  samplesOf({ 'js-heap': floors(law, { count: 24 }) }, { thread: number });

describe('the chart of a server under load', () => {
  it('is none of a subject without requests', () => {
    expect(loadChart(finding([...thread(0, nothing), round()], 1, { load: undefined }))).toBeNull();
    expect(loadChart(finding(thread(0, nothing)))).toBeNull();
  });

  it('has a line a thread, over seconds, the one that grows most first', () => {
    const entries = [
      ...[isolate({ thread: 0, pid: 7, threadId: 0 }), isolate({ thread: 1, pid: 8, threadId: 0 })],
      ...[...thread(0, nothing), ...thread(1, leak(64)), round()],
    ];
    const { memory, title, subtitle } = loadChart(finding(entries, 2))!;
    expect(title).toMatch(/\w/);
    expect(subtitle).toBe(
      'GET /items at http://127.0.0.1:3000, 10 connections, 4,000 requests a second',
    );
    expect(memory.map(({ variant, verdict }) => [variant, verdict])).toEqual([
      ['process 8', 'leak'],
      ['process 7', 'clean'],
    ]);
    expect(memory[0]!.summary).toMatch(/^leak \+6[345].*B\/op$/);
    const times = entries.flatMap((entry) =>
      entry.type === 'sample' && entry.thread === 1 ? [entry.elapsedMs / 1000] : [],
    );
    expect(memory[0]!.floors.map(([time]) => time)).toEqual(times);
  });

  it('has rounds with their rates, and tells the warm-up apart', () => {
    const failing = { sent: 100, answered: 80, errors: 15, aborted: 5, loadMs: 500 };
    const { rounds } = loadChart(
      finding([
        ...thread(0, nothing),
        round({ batch: null, elapsedMs: 1000, loadMs: 250 }),
        round({ ...failing, elapsedMs: 2000, statuses: { '200': 70, '404': 4, '503': 6 } }),
      ]),
    )!;
    expect(rounds).toMatchObject([
      { from: 0.75, to: 1, isMeasured: false, answeredPerSecond: 4000, failedPerSecond: 0 },
      { from: 1.5, to: 2, isMeasured: true, answeredPerSecond: 160, failedPerSecond: 52 },
    ]);
  });

  it('sums what is in flight over the threads, and has the latest event loop', () => {
    const at = (elapsedMs: number, of: number, inFlight: number, max: number): Entry =>
      raw({
        ...{ elapsedMs, thread: of },
        server: { inFlight, queued: null, connections: 10, loopDelayMs: { mean: 0, max } },
      });
    const entries = [at(1000, 0, 3, 12), at(1100, 1, 4, 2), at(1200, 0, 1, 1), round()];
    const { inFlight, loopDelayMs } = loadChart(finding([...thread(0, nothing), ...entries]))!;
    expect(inFlight).toEqual([
      [1, 3],
      [1.1, 7],
      [1.2, 5],
    ]);
    expect(loopDelayMs).toEqual([
      [1, 12],
      [1.1, 12],
      [1.2, 2],
    ]);
  });

  it('marks where a thread ran out of memory', () => {
    const event = outOfMemory({ thread: 0, elapsedMs: 2500 });
    const { memory } = loadChart(finding([...thread(0, leak(64)), event, round()]))!;
    expect(memory[0]!.outOfMemory).toMatchObject({ operations: 2.5 });
  });
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import { seededRandom } from '../../src/harness/schedule.ts';
import type { Entry, Sample } from '../../src/record/schema.ts';
import { CONTROLS, isolate, outcome, outOfMemory, SETTINGS, sample } from '../helpers/recording.ts';

interface Isolate {
  readonly pid: number;
  /** Part of the requests of a round that it takes, by the round. */
  readonly takes: (batch: number) => number;
  readonly keeps: (served: number, sent: number) => number;
}

const ROUND = 5000;

/** What is recorded of a server whose isolates share the requests out, each round anew. */
function served(isolates: readonly Isolate[], rounds = 30): Entry[] {
  const events = isolates.map(({ pid }, thread) => isolate({ thread, pid, threadId: thread }));
  const done = isolates.map(() => 0);
  const samples: Sample[] = [];
  for (let batch = 0; batch <= rounds; batch++) {
    for (const [thread, { takes, keeps }] of isolates.entries()) {
      if (batch > 0) done[thread]! += Math.round(ROUND * takes(batch));
      const operations = ROUND * batch;
      samples.push(
        sample({
          ...{ thread, batch, operations, served: done[thread]!, batchMs: 300 },
          jsHeapBytes: 4_000_000 + Math.round(keeps(done[thread]!, operations)),
        }),
      );
    }
  }
  return [...events, ...samples, outcome()];
}

const judged = (entries: readonly Entry[], threads: number) =>
  judge({
    settings: { ...SETTINGS, threads, commonOperations: true },
    controls: CONTROLS,
    entries,
  });

/** A different part each round: from next to nothing to nearly all. */
function spread(count: number): ((batch: number) => number)[] {
  const random = seededRandom(7);
  const parts: number[][] = [];
  const of = (batch: number): number[] => {
    while (parts.length <= batch) {
      const weights = Array.from({ length: count }, () => random() ** 3);
      const total = weights.reduce((a, b) => a + b, 0);
      parts.push(weights.map((weight) => weight / total));
    }
    return parts[batch]!;
  };
  return Array.from({ length: count }, (_, i) => (batch) => of(batch)[i]!);
}

const nothing = (): number => 0;
const none = (): number => 0;

describe('an isolate of a server', () => {
  it('is judged by the requests that it answered itself, and the server by all', () => {
    const [first, second, third] = spread(3);
    const entries = served([
      { pid: 1, takes: first!, keeps: nothing },
      { pid: 2, takes: second!, keeps: (own) => 64 * own },
      { pid: 3, takes: third!, keeps: nothing },
    ]);
    const { verdict, growth, threads, memories } = judged(entries, 3);
    expect(verdict).toBe('leak');
    expect(threads.map((one) => one.verdict)).toEqual(['clean', 'leak', 'clean']);
    expect(threads[1]!.bytesPerOperation!.estimate).toBeCloseTo(64, 3);
    const share = threads[1]!.requestShare!;
    expect(threads.reduce((sum, one) => sum + one.requestShare!, 0)).toBeCloseTo(1, 3);
    expect(growth!.bytesPerOperation.estimate).toBeCloseTo(64 * share, 1);
    expect(memories[0]!.growth).toMatchObject({ kind: 'growing', rule: 'isolates' });
  });

  it('is judged so, too, where it has no request in most rounds', () => {
    const rarely = (batch: number): number => (batch % 3 === 0 ? 0.5 : 0);
    const entries = served(
      [
        { pid: 1, takes: (batch) => 1 - rarely(batch), keeps: nothing },
        { pid: 2, takes: rarely, keeps: (own) => 64 * own },
      ],
      90,
    );
    const { verdict, threads } = judged(entries, 2);
    expect(verdict).toBe('leak');
    expect(threads[1]).toMatchObject({ verdict: 'leak', bytesPerOperation: { estimate: 64 } });
  });

  it('that serves nobody has the requests of its process', () => {
    const [first, second] = spread(2);
    const entries = served([
      { pid: 1, takes: none, keeps: nothing },
      { pid: 2, takes: first!, keeps: nothing },
      { pid: 3, takes: second!, keeps: nothing },
      { pid: 2, takes: none, keeps: () => 0 },
    ]);
    const shares = judged(entries, 4).threads.map((one) => one.requestShare!);
    expect(shares[0]).toBe(1);
    expect(shares[3]).toBe(shares[1]);
    expect(shares[1]! + shares[2]!).toBeCloseTo(1, 3);
  });

  it('leaves the server clean where all are flat, however restless their sum is', () => {
    const [first, second] = spread(2);
    const entries = served([
      { pid: 1, takes: first!, keeps: nothing },
      { pid: 2, takes: second!, keeps: nothing },
    ]);
    expect(judged(entries, 2)).toMatchObject({ verdict: 'clean' });
  });

  it('that gains what another gives back is no leak of the server', () => {
    const half = (): number => 0.5;
    const entries = served([
      { pid: 1, takes: half, keeps: (own) => 40 * own },
      { pid: 2, takes: half, keeps: (own) => 4_000_000 - 40 * own },
    ]);
    const { verdict, threads } = judged(entries, 2);
    expect(verdict).toBe('clean');
    expect(threads[0]!.verdict).toBe('leak');
  });

  it('of a recording that does not tell who served is judged by all requests', () => {
    const half = (): number => 0.5;
    const entries = served([
      { pid: 1, takes: half, keeps: (own) => 64 * own },
      { pid: 2, takes: half, keeps: nothing },
    ]).map((entry) => (entry.type === 'sample' ? { ...entry, served: null } : entry));
    const { threads } = judged(entries, 2);
    expect(threads[0]).toMatchObject({ requestShare: 1, bytesPerOperation: { estimate: 32 } });
  });
});

describe('an isolate that ran out of memory', () => {
  const OOM = outOfMemory({ thread: 2 });
  const gone = { type: 'event', event: 'isolate-exit', elapsedMs: 480, thread: 2 } as const;
  /** Thread 2 ends after 10 rounds, and thread 3 is there from then on. */
  const replaced = (keeps: (sent: number) => number): Entry[] => {
    const whole = served([
      { pid: 1, takes: () => 1, keeps: nothing },
      { pid: 1, takes: none, keeps: nothing },
      { pid: 1, takes: none, keeps: (_, sent) => keeps(sent) },
      { pid: 1, takes: none, keeps: nothing },
    ]).filter(
      (entry) =>
        entry.type !== 'sample' ||
        !(entry.thread === 2 ? entry.batch > 10 : entry.thread === 3 && entry.batch < 12),
    );
    const end = whole.findIndex((entry) => entry.type === 'sample' && entry.batch === 11);
    return [...whole.slice(0, end), OOM, gone, ...whole.slice(end)];
  };

  it('is a leak where its floors until then show one, though its successor is flat', () => {
    const { verdict, growth, threads } = judged(
      replaced((sent) => 1000 * sent),
      3,
    );
    expect(verdict).toBe('leak');
    expect(growth!.bytesPerOperation.estimate).toBeCloseTo(1000, 0);
    expect(threads.map((one) => one.thread)).toEqual([0, 1, 2, 3]);
    expect(threads[2]).toMatchObject({ verdict: 'leak' });
  });

  it('is told of where they show none', () => {
    const { verdict, reason } = judged(replaced(nothing), 3);
    expect(verdict).toBe('failed');
    expect(reason).toContain('memory limit');
    expect(reason).toContain('before growth could be measured');
  });

  it('does not hinder the judging of those that are still there', () => {
    const entries = replaced(nothing).filter((entry) => entry !== OOM);
    const { verdict, memories } = judged(entries, 3);
    expect(verdict).toBe('clean');
    // Batches of the same three isolates: since the successor came.
    expect(memories[0]!.points.map(({ operations }) => operations)[0]).toBe(12 * ROUND);
  });
});

describe('native memory', () => {
  it('is that of a process, however many isolates it has, and told of process by process', () => {
    const MIB = 2 ** 20;
    const half = (): number => 0.5;
    const entries = served(
      [
        { pid: 1, takes: half, keeps: nothing },
        { pid: 1, takes: none, keeps: nothing },
        { pid: 2, takes: half, keeps: nothing },
      ],
      40,
    ).map((entry) => {
      if (entry.type !== 'sample') return entry;
      const grown = entry.thread === 2 ? 0 : entry.batch * MIB;
      return { ...entry, rssBytes: 60 * MIB + grown };
    });
    const { native } = judged(entries, 3);
    expect(native!.bytesPerOperation.estimate).toBeCloseTo(MIB / ROUND, 3);
    expect(native!.processes.map(({ pid }) => pid)).toEqual([1]);
    expect(native!.processes[0]!.bytesPerOperation.estimate).toBeCloseTo(MIB / ROUND, 3);
  });
});

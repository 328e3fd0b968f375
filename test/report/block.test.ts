import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { block, shortBlock } from '../../src/report/block.ts';
import { explanationOf } from '../../src/report/explanation.ts';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import type { Result } from '../../src/report/result.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';
import { NOT_CLEAN, NOT_FOUND } from '../helpers/recording.ts';

const STACK = `TypeError: no
    at inner (file:///home/me/cache.mjs:3:9)
    at Object.operation (file:///home/me/cache.mjs:7:3)
    at onMessage (/home/me/node_modules/piscina/dist/worker.js:180:28)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

const FAILURE = checkedFailure({ name: 'TypeError', message: 'operation 5: no', stack: STACK });

const shown = (finding: Finding, columns = 80, over: Partial<Result> = {}): string =>
  block({ ...resultOf(finding), ...over }, finding, { columns, paint: PLAIN }).join('\n');

const short = (finding: Finding, columns = 80, over: Partial<Result> = {}): string =>
  shortBlock({ ...resultOf(finding), ...over }, finding, { columns, paint: PLAIN }).join('\n');

describe('the result of one subject', () => {
  it('of a leak is the result, its chart, the evidence, and what to do next', () => {
    expect(shown(checkedLeak())).toMatchInlineSnapshot(`
      "leak  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs
            → 4 GiB heap full after 67 M operations (21 min 40 s at this pace)

      JS heap at rest
      4.73 MiB ┤                                                           ⢀⣀⣀⡠⠤⠤⠒⠒⠒⠉⠉
               │                                                ⣀⣀⣀⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │                                 ⢀⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠉⠉⠉
               │                      ⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │          ⢀⣀⣀⠤⠤⠤⠒⠒⠒⠉⠉⠉
         4 MiB ┤⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               └──────────────────────────────────────────────────────────────────────
                0                                                    12,000 operations

      measured      12,000 operations in 640 ms; 13 floors, each after full GCs
      shape         linear: a steady rate
      JS heap       4 MiB → 4.73 MiB; grows, +64.0 B/op (63.9–64.1)
      ArrayBuffers  18 KiB at every floor; flat, < 0.0013 B/op
      controls      planted leak found (+40 B/op), empty subject clean; smallest leak
                    an empty run shows: 0.02 B/op

      next
        leaklab report results/cache.mjs.ndjson --explain
            how the verdict came about
        leaklab report results/cache.mjs.ndjson --format svg
            the chart as a picture
        Is it meant to grow? Put "leak:cache.mjs  # why" in a file, and name it with
        --allow."
    `);
  });

  it('says the same on a narrow terminal', () => {
    expect(shown(checkedLeak(), 40)).toMatchInlineSnapshot(`
      "leak  +64.0 B/op (63.9–64.1, 99.9 %)
            JS heap  cache.mjs
            → 4 GiB heap full after 67 M
            operations (21 min 40 s at this
            pace)

      JS heap at rest
      4.73 MiB ┤                       ⣀⠤⠤⠒⠒⠊⠉
               │              ⢀⣀⠤⠤⠔⠒⠒⠉⠉
               │      ⢀⣀⣀⠤⠤⠔⠒⠊⠁
         4 MiB ┤⣀⡠⠤⠔⠊⠉⠁
               └──────────────────────────────
                0            12,000 operations

      measured: 12,000 operations in 640 ms;
        13 floors, each after full GCs
      shape: linear: a steady rate
      JS heap: 4 MiB → 4.73 MiB; grows, +64.0
        B/op (63.9–64.1)
      ArrayBuffers: 18 KiB at every floor;
        flat, < 0.0013 B/op
      controls: planted leak found (+40 B/op),
        empty subject clean; smallest leak an
        empty run shows: 0.02 B/op

      next
        leaklab report \\
          results/cache.mjs.ndjson --explain
            how the verdict came about
        leaklab report \\
          results/cache.mjs.ndjson --format \\
          svg
            the chart as a picture
        Is it meant to grow? Put
        "leak:cache.mjs  # why" in a file, and
        name it with --allow."
    `);
  });

  it('of a clean subject says what could still hide', () => {
    expect(shown(checkedClean())).toMatchInlineSnapshot(`
      "clean  < 0.029 B/op (99.9 %)  cache.mjs  12,000 operations in 1.2 s

      JS heap at rest
      +81.9 KiB ┤
                │
                │                               ⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
                │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁
                │
       3.96 MiB ┤
                └─────────────────────────────────────────────────────────────────────
                 0                                                   12,000 operations

      measured  12,000 operations in 1.2 s; 13 floors, each after full GCs
      JS heap   4 MiB +600 B; flat, < 0.029 B/op
      controls  planted leak found (+40 B/op), empty subject clean; smallest leak an
                empty run shows: 0.02 B/op

      next
        leaklab report results/cache.mjs.ndjson --explain
            how the verdict came about"
    `);
  });

  it('of an inconclusive one says why, and what would help', () => {
    expect(shown(checkedOpen())).toMatchInlineSnapshot(`
      "inconclusive  cache.mjs  12,000 operations in 10 s
            the JS heap grew, but ever slower: a cache may still be filling

      JS heap at rest
      4.46 MiB ┤                                                           ⢀⣀⣀⡠⠤⠤⠒⠒⠒⠉⠉
               │                                                ⣀⣀⣀⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │                                 ⢀⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠉⠉⠉
               │                      ⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               │          ⢀⣀⣀⠤⠤⠤⠒⠒⠒⠉⠉⠉
         4 MiB ┤⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁
               └──────────────────────────────────────────────────────────────────────
                0                                                    12,000 operations

      measured  12,000 operations in 10 s; 13 floors, each after full GCs
      JS heap   4 MiB → 4.46 MiB; grows, but ever slower; a leak of 13 B/op could hide
      controls  planted leak found (+40 B/op), empty subject clean; smallest leak an
                empty run shows: 0.02 B/op

      next
        Run it for longer: --budget 40s.
        Do leaks below 13 B/op not matter? --detect 13.
        leaklab report results/cache.mjs.ndjson --explain
            how the verdict came about"
    `);
  });

  it('of a failed one shows where in the user’s own code', () => {
    expect(shown(FAILURE)).toMatchInlineSnapshot(`
      "failed  cache.mjs
            TypeError: operation 5: no
            at inner (file:///home/me/cache.mjs:3:9)
            at Object.operation (file:///home/me/cache.mjs:7:3)

      measured  769 operations in 786 ms; 2 floors, each after full GCs
      controls  planted leak found (+40 B/op), empty subject clean; smallest leak an
                empty run shows: 0.02 B/op

      next
        leaklab report results/cache.mjs.ndjson --json
            the whole error, with its stack"
    `);
  });

  it('says of each thread what was seen in it', () => {
    const interval = { estimate: 64, low: 63, high: 65, confidence: 0.999 };
    const perThread: Result['perThread'] = [
      {
        thread: 1,
        verdict: 'leak',
        memory: 'js-heap',
        bytesPerOperation: interval,
        upperBoundBytesPerOperation: null,
        isolate: null,
        requestShare: null,
      },
      {
        thread: 2,
        verdict: 'clean',
        memory: null,
        bytesPerOperation: null,
        upperBoundBytesPerOperation: 0.02,
        isolate: null,
        requestShare: null,
      },
      {
        thread: 3,
        verdict: 'inconclusive',
        memory: null,
        bytesPerOperation: null,
        upperBoundBytesPerOperation: null,
        isolate: null,
        requestShare: null,
      },
    ];
    const text = shown(checkedLeak(), 80, { perThread, threads: 3 });
    expect(text).toContain('12,000 operations by 3 threads in 640 ms');
    expect(text).toMatch(/^thread 1 +leak, \+64 B\/op \(63–65\) in JS heap$/m);
    expect(text).toMatch(/^thread 2 +clean, < 0.02 B\/op$/m);
    expect(text).toMatch(/^thread 3 +inconclusive$/m);
    // Of a server of several processes, all have a thread 0.
    const isolates = [
      { pid: 71, threadId: 0 },
      { pid: 72, threadId: 0 },
      { pid: 72, threadId: 1 },
    ];
    const ofServer = perThread.map((one, i) => ({
      ...{ ...one, isolate: isolates[i]! },
      requestShare: [0.25, 0.75, 0.75][i]!,
    }));
    const processes = shown(checkedLeak(), 80, { perThread: ofServer, threads: 3 });
    expect(processes).toContain('B/op: bytes by request to the whole server');
    expect(processes).toMatch(
      /^process 71 +leak, \+64 B\/op \(63–65\) in JS heap; 25 % of all requests$/m,
    );
    expect(processes).toMatch(/^process 72 +clean, < 0.02 B\/op; 75 % of all requests$/m);
    expect(processes).toMatch(/^process 72, thread 1 +inconclusive; 75 % of all requests$/m);
  });

  it('calls what no memory explains an advice', () => {
    const bytesPerOperation = { estimate: 80, low: 60, high: 99, confidence: 0.999 };
    const native = { bytesPerOperation, processes: [{ pid: 71, bytesPerOperation }] };
    const text = shown(checkedClean(), 120, { native });
    expect(text).toMatch(
      /^native +\+80 B\/op \(60–99\) that these memories don't explain; advisory/m,
    );
    expect(text).toMatch(/^ +process 71: \+80 B\/op \(60–99\)$/m);
    expect(text).toMatch(/^clean/);
  });

  it('says what met its limit, what is allowed and why, and what controls failed', () => {
    const text = shown(checkedLeak({ controls: NOT_CLEAN }), 120, {
      allowed: { pattern: 'cache.*', reason: 'bounded by the tenants' },
      outOfMemory: {
        memory: 'js-heap',
        operations: 9,
        limitBytes: 2 ** 26,
        message: 'at its limit',
      },
    });
    expect(text).toMatch(/^limit +at its limit$/m);
    expect(text).toMatch(/^allowed +by leak:cache\.\*: bounded by the tenants$/m);
    expect(text).toMatch(/^controls +planted leak found .*EMPTY SUBJECT NOT CLEAN/m);
  });
});

describe('controls that were measured beside the subject', () => {
  const beside: Finding = {
    ...checkedOpen({ controls: null }),
    entries: [...checkedOpen().entries, { type: 'controls', elapsedMs: 900, controls: NOT_FOUND }],
  };

  it('are evidence, and decide what to do next', () => {
    expect(shown(beside)).toMatch(/^controls +PLANTED LEAK NOT FOUND/m);
    expect(shown(beside)).toContain('Run it again, with --jobs 1.');
    expect(explanationOf(resultOf(beside), beside).controls).toEqual(NOT_FOUND);
  });
});

describe('the result of one among several', () => {
  it('is short, and names the command that shows the rest', () => {
    expect(short(checkedLeak())).toMatchInlineSnapshot(`
      "leak  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs
            → 4 GiB heap full after 67 M operations (21 min 40 s at this pace)
        leaklab report results/cache.mjs.ndjson
            its chart and the evidence"
    `);
    expect(short(checkedOpen())).toMatchInlineSnapshot(`
      "inconclusive  cache.mjs  12,000 operations in 10 s
            the JS heap grew, but ever slower: a cache may still be filling
        Run it for longer: --budget 40s.
        Do leaks below 13 B/op not matter? --detect 13.
        leaklab report results/cache.mjs.ndjson
            its chart and the evidence"
    `);
    expect(short(FAILURE, 40)).toMatchInlineSnapshot(`
      "failed  cache.mjs
            TypeError: operation 5: no
            at inner
            (file:///home/me/cache.mjs:3:9)
            at Object.operation
            (file:///home/me/cache.mjs:7:3)
        leaklab report \\
          results/cache.mjs.ndjson
            what was seen until then"
    `);
  });

  it('says of an allowed leak only why', () => {
    const allowed = { pattern: 'cache.*', reason: 'bounded by the tenants' };
    expect(short(checkedLeak(), 80, { allowed })).toMatchInlineSnapshot(`
      "leak (allowed)  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs
            → 4 GiB heap full after 67 M operations (21 min 40 s at this pace)
            allowed by leak:cache.*: bounded by the tenants"
    `);
  });
});

describe('its width', () => {
  const ALL = [checkedLeak(), checkedClean(), checkedOpen(), FAILURE];
  const COLOURED = paintFor({ isTTY: true }, {});

  it('is kept by every line but that of a path, in colour and without', () => {
    for (const finding of ALL) {
      for (const render of [block, shortBlock]) {
        for (let columns = 30; columns <= 130; columns++) {
          for (const paint of [PLAIN, COLOURED]) {
            const lines = render(resultOf(finding), finding, { columns, paint });
            const texts = lines
              .map(stripVTControlCharacters)
              .filter((line) => !/ndjson/.test(line));
            expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  });

  it('is kept by all at 40 columns and more, where paths are short', () => {
    for (const finding of ALL) {
      const lines = block(resultOf(finding), finding, { columns: 40, paint: PLAIN });
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40);
    }
  });

  it('is that of the same text in colour', () => {
    for (const finding of ALL) {
      const lines = (paint: typeof PLAIN): string =>
        block(resultOf(finding), finding, { columns: 80, paint }).join('\n');
      expect(stripVTControlCharacters(lines(COLOURED))).toBe(lines(PLAIN));
      expect(lines(COLOURED)).not.toBe(lines(PLAIN));
    }
  });
});

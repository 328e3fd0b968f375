import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { block } from '../../src/report/block.ts';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import type { Report, Result } from '../../src/report/result.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { renderReport } from '../../src/report/terminal.ts';
import { checkedClean, checkedLeak, checkedOpen } from '../helpers/checked.ts';
import { NOT_CLEAN, NOT_FOUND } from '../helpers/recording.ts';
import { cleanResult, oddResult, report, result } from '../helpers/result.ts';

const COLOURED = paintFor({ isTTY: true }, {});
const plain = (given: Report, columns = 80, findings: readonly Finding[] = []): string =>
  renderReport(given, findings, { columns, paint: PLAIN });

/** Of the user's own subjects, one after the other. */
const checkedTogether = (findings: readonly Finding[], columns = 80, over: Partial<Report> = {}) =>
  plain(report(findings.map(resultOf), over), columns, findings);

/** A scenario without a label. */
const own = (over: Partial<Result> = {}): Result => result({ expected: null, ...over });

const OUT_OF_MEMORY = {
  memory: 'js-heap',
  operations: 51_200,
  limitBytes: 2 ** 26,
  message: 'the worker reached its limit\nat a line that is not shown',
} as const;

const SMALL = report([
  result(),
  cleanResult(),
  result({
    subject: { ...result().subject, name: 'parent-child', implementation: 'ts' },
    memory: 'array-buffers',
  }),
]);

const ODD = report([
  cleanResult({ expected: { verdict: 'leak', mechanism: 'cycle' } }),
  oddResult('failed', 'TypeError: x is not a function\n    at line 1'),
  oddResult('inconclusive', 'the JS heap grew, but ever slower: a cache may still be filling'),
  result({ outOfMemory: OUT_OF_MEMORY }),
]);

describe('the report', () => {
  it('is a table where there is room for one', () => {
    expect(plain(SMALL)).toMatchInlineSnapshot(`
      "scenario      impl  variant  verdict  bytes/op (interval)   memory        ok
      cycle         wasm  leaky    leak     +112.0 (111.9–112.1)  WASM          ✓
      cycle         ts    fixed    clean    < 0.03                              ✓
      parent-child  ts    leaky    leak     +112.0 (111.9–112.1)  ArrayBuffers  ✓

      3 of 3 as labelled (✓) in 16.5 s
      controls: planted leak found (+40 B/op), empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('gives each subject two lines where there is not', () => {
    expect(plain(SMALL, 40)).toMatchInlineSnapshot(`
      "cycle wasm leaky leak
        +112.0 (111.9–112.1) WASM ✓
      cycle ts fixed clean
        < 0.03 ✓
      parent-child ts leaky leak
        +112.0 (111.9–112.1) ArrayBuffers ✓

      3 of 3 as labelled (✓) in 16.5 s
      controls: planted leak found (+40 B/op),
        empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('says below the table what is odd, one line of each text', () => {
    expect(plain(ODD)).toMatchInlineSnapshot(`
      "scenario  impl  variant  verdict       bytes/op (interval)   memory  ok
      cycle     ts    fixed    clean         < 0.03                        ✗
      cycle     wasm  leaky    failed                                      ✗
      cycle     wasm  leaky    inconclusive                                ✗
      cycle     wasm  leaky    leak          +112.0 (111.9–112.1)  WASM    ✓

      cycle ts fixed: expected leak
      cycle wasm leaky: TypeError: x is not a function
      cycle wasm leaky: expected leak
      cycle wasm leaky: the JS heap grew, but ever slower: a cache may still be
        filling
      cycle wasm leaky: expected leak
      cycle wasm leaky: ran out of memory after 51,200 operations: the worker reached
        its limit

      1 of 4 as labelled (✓) in 16.5 s
      controls: planted leak found (+40 B/op), empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('says the same on a narrow terminal', () => {
    expect(plain(ODD, 40)).toMatchInlineSnapshot(`
      "cycle ts fixed clean
        < 0.03 ✗
      cycle wasm leaky failed
        ✗
      cycle wasm leaky inconclusive
        ✗
      cycle wasm leaky leak
        +112.0 (111.9–112.1) WASM ✓

      cycle ts fixed: expected leak
      cycle wasm leaky: TypeError: x is not a
        function
      cycle wasm leaky: expected leak
      cycle wasm leaky: the JS heap grew, but
        ever slower: a cache may still be
        filling
      cycle wasm leaky: expected leak
      cycle wasm leaky: ran out of memory
        after 51,200 operations: the worker
        reached its limit

      1 of 4 as labelled (✓) in 16.5 s
      controls: planted leak found (+40 B/op),
        empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('counts leaks where a subject has no label', () => {
    expect(plain(report([own(), own({ verdict: 'clean' })]))).toContain(
      '1 leak, 1 clean of 2 subjects in 16.5 s',
    );
    expect(plain(report([own(), result()]))).toContain('2 leak of 2 subjects');
  });

  it('counts those that are as labelled where all have a label', () => {
    expect(plain(SMALL)).toContain('3 of 3 as labelled (✓) in 16.5 s');
    expect(plain(ODD)).toContain('1 of 4 as labelled');
  });

  it('marks a verdict that differs from its label, and says what was expected', () => {
    const text = plain(
      report([cleanResult({ expected: { verdict: 'leak', mechanism: 'cycle' } })]),
    );
    expect(text).toContain('✗');
    expect(text).toContain('cycle ts fixed: expected leak');
    expect(plain(report([result()]))).not.toContain('✗');
    expect(plain(report([own()]))).not.toMatch(/✗|✓/);
  });

  it('says that it was interrupted', () => {
    const text = plain(report([result()], { interrupted: true }));
    expect(text).toContain('interrupted in 16.5 s: 1 of 1 as labelled (✓) so far');
  });

  it('is whole where nothing was measured', () => {
    expect(plain(report([], { interrupted: true, durationMs: 0 }))).toContain(
      'interrupted: 0 subjects so far',
    );
  });

  it.each([
    { controls: NOT_FOUND, said: 'controls: PLANTED LEAK NOT FOUND, empty subject clean' },
    {
      controls: NOT_CLEAN,
      said: 'controls: planted leak found (+40 B/op), EMPTY SUBJECT NOT CLEAN',
    },
    { controls: null, said: 'controls: not run' },
  ])('says what the controls showed: $said', ({ controls, said }) => {
    expect(plain(report([result()], { controls }), 200)).toContain(said);
  });

  it('says the smallest leak that shows, where it is known', () => {
    expect(plain(report([result()]), 200)).toContain(
      '; smallest leak an empty run shows: 0.02 B/op',
    );
    const controls = { ...NOT_CLEAN, smallestDetectableBytesPerOperation: null };
    expect(plain(report([result()], { controls }), 200)).not.toContain('smallest');
  });

  it('says how much the harness grew, where that was watched', () => {
    const watched = (lastBytes: number) =>
      result({ harness: { firstBytes: 1000, lastBytes, collections: 2 } });
    expect(plain(report([watched(3048), watched(1024), result()]), 200)).toContain(
      'harness: its own heap grew by 2 KiB at most (memwatch, 2 runs)',
    );
    expect(plain(report([watched(10)]), 200)).toContain('grew by 0 B at most');
    expect(plain(report([result()]), 200)).not.toContain('harness');
  });

  it('ends with one line end', () => {
    for (const given of [SMALL, ODD]) {
      expect(plain(given)).toMatch(/[^\n]\n$/);
    }
  });
});

describe('the report on subjects of the user', () => {
  const THREE = [checkedLeak(), checkedClean(), checkedOpen()];

  it('is all that there is to say, where there is but one', () => {
    const finding = checkedLeak();
    const options = { columns: 80, paint: PLAIN };
    expect(checkedTogether([finding])).toBe(
      `${block(resultOf(finding), finding, options).join('\n')}\n`,
    );
    expect(checkedTogether([finding], 80, { interrupted: true })).toMatch(/\ninterrupted\n$/);
  });

  it('is a table of several, with what is not clean below it', () => {
    expect(checkedTogether(THREE)).toMatchInlineSnapshot(`
      "subject    verdict       bytes/op (interval)  memory   time
      cache.mjs  leak          +64.0 (63.9–64.1)    JS heap  640 ms
      cache.mjs  clean         < 0.029                       1.2 s
      cache.mjs  inconclusive                                10 s

      leak  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs
            → 4 GiB heap full after 67 M operations (21 min 40 s at this pace)
        leaklab report results/cache.mjs.ndjson
            its chart and the evidence

      inconclusive  cache.mjs  12,000 operations in 10 s
            the JS heap grew, but ever slower: a cache may still be filling
        Run it for longer: --budget 40s.
        Do leaks below 13 B/op not matter? --detect 13.
        leaklab report results/cache.mjs.ndjson
            its chart and the evidence

      1 leak, 1 clean, 1 inconclusive of 3 subjects in 16.5 s
      controls: planted leak found (+40 B/op), empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('says the same on a narrow terminal', () => {
    expect(checkedTogether(THREE, 40)).toMatchInlineSnapshot(`
      "cache.mjs leak
        +64.0 (63.9–64.1) JS heap
      cache.mjs clean
        < 0.029
      cache.mjs inconclusive

      leak  +64.0 B/op (63.9–64.1, 99.9 %)
            JS heap  cache.mjs
            → 4 GiB heap full after 67 M
            operations (21 min 40 s at this
            pace)
        leaklab report \\
          results/cache.mjs.ndjson
            its chart and the evidence

      inconclusive  cache.mjs
            12,000 operations in 10 s
            the JS heap grew, but ever slower:
            a cache may still be filling
        Run it for longer: --budget 40s.
        Do leaks below 13 B/op not matter?
        --detect 13.
        leaklab report \\
          results/cache.mjs.ndjson
            its chart and the evidence

      1 leak, 1 clean, 1 inconclusive of 3
        subjects in 16.5 s
      controls: planted leak found (+40 B/op),
        empty subject clean; smallest leak an
        empty run shows: 0.02 B/op
      "
    `);
  });

  it('has a table for scenarios beside them', () => {
    const findings = [checkedLeak(), checkedClean()];
    const results = [resultOf(findings[0]!), cleanResult()];
    const text = plain(report(results), 100, findings);
    expect(text).toMatch(/^subject +impl +variant +verdict .* memory +time +ok\n/);
    expect(text).toMatch(/^cache\.mjs +leak .* JS heap +640 ms$/m);
    expect(text).toMatch(/^cycle +ts +fixed +clean .* 640 ms +✓$/m);
    expect(text).toContain('1 leak, 1 clean of 2 subjects');
  });

  it('ends with how often each entry of the allow-list was used', () => {
    const allowed = [{ pattern: 'cache.mjs', reason: 'bounded', used: 1 }];
    for (const findings of [THREE, [checkedLeak()]]) {
      expect(checkedTogether(findings, 80, { allowed })).toMatch(
        /\nallow-list:\n {2}leak:cache\.mjs excused 1 leak: bounded\n$/,
      );
    }
  });
});

describe('the width', () => {
  // The last line, of what was counted, is not wrapped; from 40 columns on it fits.
  const widths = Array.from({ length: 81 }, (_, i) => 40 + i);
  const long = report([
    own({ subject: { ...own().subject, name: `${'very-'.repeat(30)}long.mjs` } }),
    own({
      subject: { ...own().subject, name: 'x' },
      verdict: 'failed',
      reason: `E: ${'path/'.repeat(60)}`,
    }),
  ]);

  it.each([
    { name: 'usual', given: SMALL },
    { name: 'odd', given: ODD },
    { name: 'with a failed control', given: { ...SMALL, controls: NOT_CLEAN } },
    { name: 'with long names', given: long },
  ])('is kept by every line of a report: $name', ({ given }) => {
    for (const columns of widths) {
      for (const paint of [PLAIN, COLOURED]) {
        const lines = stripVTControlCharacters(renderReport(given, [], { columns, paint })).split(
          '\n',
        );
        const widest = Math.max(...lines.map((line) => line.length));
        expect(widest, `${columns} columns`).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('is kept by table and remarks down to 20 columns', () => {
    for (let columns = 20; columns < 40; columns++) {
      const lines = plain(ODD, columns).split('\n');
      const counted = lines.findIndex((line) => line.includes('as labelled'));
      const rest = lines.filter((_, i) => i !== counted);
      expect(Math.max(...rest.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('colour', () => {
  it('is in no byte of a plain report', () => {
    for (const given of [SMALL, ODD, { ...ODD, interrupted: true, controls: NOT_CLEAN }]) {
      for (const columns of [40, 80, 120]) expect(plain(given, columns)).not.toContain('\u001b');
    }
  });

  it('changes no text', () => {
    for (const given of [SMALL, ODD]) {
      for (const columns of [40, 80, 120]) {
        const coloured = renderReport(given, [], { columns, paint: COLOURED });
        expect(coloured).toContain('\u001b[');
        expect(stripVTControlCharacters(coloured)).toBe(plain(given, columns));
      }
    }
  });

  it('tells leaks, cures and labels apart', () => {
    const text = renderReport(
      report([result(), cleanResult({ expected: { verdict: 'leak', mechanism: 'cycle' } })]),
      [],
      { columns: 80, paint: COLOURED },
    );
    expect(text).toContain('\u001b[31mleak');
    expect(text).toContain('\u001b[32mclean');
    expect(text).toContain('\u001b[32m✓');
    expect(text).toContain('\u001b[31m✗');
  });
});

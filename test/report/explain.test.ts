import { describe, expect, it } from 'vitest';
import { explain } from '../../src/report/explain.ts';
import type { Explanation } from '../../src/report/explanation.ts';
import { explanationOf } from '../../src/report/explanation.ts';
import { PLAIN } from '../../src/report/paint.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { resultOf } from '../../src/report/result-of.ts';
import {
  checkedClean,
  checkedFailure,
  checkedLeak,
  checkedOpen,
  facts,
} from '../helpers/checked.ts';
import { NOT_CLEAN, NOT_FOUND, SETTINGS } from '../helpers/recording.ts';

const of = (finding: Finding): Explanation => explanationOf(resultOf(finding), finding);
const LEAK = of(checkedLeak());
const CLEAN = of(checkedClean());
const OPEN = of(checkedOpen());

/** Unbroken lines. */
const text = (explanation: Explanation, columns = 1000): string =>
  explain(explanation, { columns, paint: PLAIN }).join('\n');

describe('the explanation', () => {
  it('of a leak tells what was run, what was seen, and what decided', () => {
    expect(text(LEAK, 80)).toMatchInlineSnapshot(`
      "
      What was run
        12,000 operations, within 640 ms: 240 ms of operations and 65 ms of settling.
        Settling lets the event loop turn and collects all garbage, until collecting
        once more frees nothing. What is in memory then is a floor; 13 floors were
        taken, and the verdict rests on them alone.
        It ended when the verdict was certain, before the budget of 10 s.

      What the controls showed
        Measured in the same run, with the same settings. A planted leak was found, at
        +40 B/op. A subject that does nothing was clean; its floors differed by 0 B at
        most from one to the next. A leak of 0.02 B/op would have shown in it.

      What the memories did
        JS heap: 4 MiB → 4.73 MiB. Of 12 steps from floor to floor 12 went up, 0 down,
        0 not at all; the largest by 62.5 KiB. The middle one was +64 B/op: +64 B/op
        in the first half, +64 B/op in the second. The runtime may add 8 KiB by
        itself.
        ArrayBuffers: 18 KiB at every floor.

      What decided
        The JS heap grew by nearly the same amount an operation in nearly every batch,
        and not less later: objects that are kept have a size.

      Why it is known no better
        The steps that count don't agree any better than from 63.9 to 64.1 B/op. The
        true rate lies in the interval in 99.9 % of all runs; it took 13 floors to say
        so, and more would narrow it.

      What would have made it another verdict
        Clean: floors of the JS heap that stay within 8 KiB over the last part of the
        run. Inconclusive: growth that slows down, as a cache's does that fills."
    `);
  });

  it('of a clean subject tells why no leak can hide', () => {
    expect(text(CLEAN, 80)).toMatchInlineSnapshot(`
      "
      What was run
        12,000 operations, within 1.2 s: 240 ms of operations and 65 ms of settling.
        Settling lets the event loop turn and collects all garbage, until collecting
        once more frees nothing. What is in memory then is a floor; 13 floors were
        taken, and the verdict rests on them alone.
        It ended when the verdict was certain, before the budget of 10 s.

      What the controls showed
        Measured in the same run, with the same settings. A planted leak was found, at
        +40 B/op. A subject that does nothing was clean; its floors differed by 0 B at
        most from one to the next. A leak of 0.02 B/op would have shown in it.

      What the memories did
        JS heap: 4 MiB +600 B. Of 12 steps from floor to floor 12 went up, 0 down, 0
        not at all; the largest by 50 B. The middle one was +0.05 B/op: +0.05 B/op in
        the first half, +0.05 B/op in the second. The runtime may add 8 KiB by itself.

      What decided
        No memory rose by more than the runtime may add by itself over the last part
        of the run: whatever still leaked there is less than --detect 1 B/op.

      Why it is known no better
        What could still hide, in B/op: JS heap 0.029. That is the growth which the
        runtime may make by itself, over the operations that were looked at: twice the
        operations, half the bound.

      What would have made it another verdict
        A leak: floors that go on rising by more than 8 KiB, at a rate that does not
        fall. Inconclusive: too few operations to rule out 1 B/op."
    `);
  });

  it('of an inconclusive one tells what is missing', () => {
    expect(text(OPEN, 80)).toMatchInlineSnapshot(`
      "
      What was run
        12,000 operations, within 10 s: 240 ms of operations and 65 ms of settling.
        Settling lets the event loop turn and collects all garbage, until collecting
        once more frees nothing. What is in memory then is a floor; 13 floors were
        taken, and the verdict rests on them alone.
        It ended with the budget of 10 s.

      What the controls showed
        Measured in the same run, with the same settings. A planted leak was found, at
        +40 B/op. A subject that does nothing was clean; its floors differed by 0 B at
        most from one to the next. A leak of 0.02 B/op would have shown in it.

      What the memories did
        JS heap: 4 MiB → 4.46 MiB. Of 12 steps from floor to floor 12 went up, 0 down,
        0 not at all; the largest by 39.1 KiB. The middle one was +40 B/op: +40 B/op
        in the first half, +40 B/op in the second. The runtime may add 8 KiB by
        itself.

      What decided
        Neither a leak nor its absence was proven: the JS heap grew, but ever slower:
        a cache may still be filling.

      What would have made it another verdict
        A leak: growth of the JS heap that goes on at a rate which does not fall.
        Clean: floors that stay within 8 KiB. Both take more operations, so a longer
        --budget."
    `);
  });

  it('of a failed one tells what it did until then', () => {
    const error = { name: 'TypeError', message: 'operation 5: no', stack: null };
    const said = text(of(checkedFailure(error)));
    expect(said).toContain('What decided\n  TypeError: operation 5: no.');
    expect(said).toContain('It ended because the subject failed.');
    expect(said).not.toContain('another verdict');
  });

  it.each([
    ['regular', 'by nearly the same amount an operation in nearly every batch'],
    ['steps', 'grew in steps'],
    ['levels', 'the lowest floors of one stretch after the other rose'],
    ['few-floors', 'There are few floors'],
    [null, 'The JS heap grew, and later no slower than before.'],
    ['of-another-version', 'The JS heap grows.'],
  ])('tells of the rule %s', (rule, said) => {
    expect(text({ ...LEAK, memories: [facts({ rule })] })).toContain(said);
  });

  it('names the tolerance', () => {
    const said = text(LEAK);
    expect(said).toContain('The runtime may add 8 KiB by itself.');
    expect(said).toContain('Clean: floors of the JS heap that stay within 8 KiB');
  });

  it('tells of warm-up that was left out, and of other memories that grow', () => {
    const memories = [facts({ fromOperations: 3000 }), facts({ memory: 'external' })];
    const said = text({ ...LEAK, memories });
    expect(said).toContain('What came before operation 3,000 was warm-up.');
    expect(said).toContain('Other memories grow, too; this one grows most.');
  });

  it('tells of threads', () => {
    const said = text({ ...LEAK, run: { ...LEAK.run, threads: 4 } });
    expect(said).toContain('12,000 operations in 4 threads, whose operations and bytes are summed');
    expect(said).toContain('of settling in each thread');
  });

  it.each([
    { controls: null, said: 'No controls were run.' },
    { controls: NOT_FOUND, said: 'The planted leak was not found (too few batches).' },
    { controls: NOT_CLEAN, said: 'A subject that does nothing was not clean (too restless)' },
  ])('tells of the controls: $said', ({ controls, said }) => {
    expect(text({ ...LEAK, controls })).toContain(said);
  });

  it('tells what a failed control forbids', () => {
    expect(text({ ...OPEN, controls: NOT_FOUND })).toContain(
      'where one fails, nothing is called a leak, and nothing clean',
    );
  });

  it.each([
    ['decided', 'It ended when the verdict was certain, before the budget of 10 s.'],
    ['budget', 'It ended with the budget of 10 s.'],
    ['out-of-memory', 'It ended because the subject ran out of memory.'],
    ['interrupted', 'It was interrupted.'],
    [null, 'The recording was cut off.'],
  ] as const)('tells how the run ended: %s', (end, said) => {
    expect(text({ ...LEAK, settings: SETTINGS, run: { ...LEAK.run, end } })).toContain(said);
  });

  it('keeps to the width', () => {
    for (const explanation of [LEAK, CLEAN, OPEN]) {
      for (const columns of [40, 60, 80, 120]) {
        const lines = explain(explanation, { columns, paint: PLAIN });
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('is whole where nothing was measured', () => {
    const said = text({ ...OPEN, memories: [], decisive: null });
    expect(said).toContain('What was run');
    expect(said).not.toContain('What the memories did');
  });
});

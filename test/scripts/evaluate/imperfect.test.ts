import { describe, expect, it } from 'vitest';
import { imperfectOf } from '../../../scripts/evaluate/imperfect.ts';
import { CLEAN, casesOf, clean, INCONCLUSIVE, LEAK, leaking } from '../../helpers/judged-runs.ts';

describe('the list of programs that were not judged right', () => {
  it('hides none, and names no other', () => {
    const listed = imperfectOf([
      ...leaking('right', LEAK, LEAK),
      ...leaking('missed once', LEAK, CLEAN, LEAK),
      ...clean('cleared', CLEAN),
      ...clean('alarmed', LEAK),
      ...clean('open', CLEAN, INCONCLUSIVE, INCONCLUSIVE),
      ...leaking('elsewhere', { ...LEAK, memory: 'external' }),
    ]);
    expect(
      listed.map(({ id, runs, said }) => [id, runs, said.map((one) => [one.verdict, one.times])]),
    ).toEqual([
      ['missed once', 3, [['clean', 1]]],
      ['alarmed', 1, [['leak', 1]]],
      ['open', 3, [['inconclusive', 2]]],
      ['elsewhere', 1, [['leak, but in external', 1]]],
    ]);
    expect(listed[2]!.said[0]!.reason).toBe('too few batches');
  });

  it('tells on which Nodes', () => {
    const on = (major: string) => casesOf('x', [CLEAN], {}, { major });
    const [only] = imperfectOf([...on('24'), ...on('20'), ...on('24')]);
    expect(only!.said).toMatchObject([{ verdict: 'clean', times: 3, nodes: ['20', '24'] }]);
  });
});

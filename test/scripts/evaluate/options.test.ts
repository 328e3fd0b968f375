import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions, STAGES, USAGE } from '../../../scripts/evaluate/options.ts';
import { packageRoot } from '../../../src/package-root.ts';

const root = packageRoot();

describe('the options', () => {
  it('without any are all stages, five repeats on this Node, into the documents', () => {
    expect(readOptions([])).toMatchObject({
      stages: STAGES,
      output: join(root, 'leaklab-results', 'evaluation'),
      docs: join(root, 'docs'),
      nodes: [process.execPath],
      repeats: 5,
      selection: { which: 'all', only: null, sample: null },
      check: false,
    });
  });

  it('of a quick evaluation leave the documents and the recordings of the whole one alone', () => {
    const { output, docs, repeats, selection } = readOptions(['--quick'])!;
    expect(output).toBe(join(root, 'leaklab-results', 'evaluation-quick'));
    expect(docs).toBe(output);
    expect(repeats).toBe(1);
    expect(selection.sample).toEqual({ corpus: 20, coverage: 4, seed: 1 });
  });

  it('name stages and several Nodes', () => {
    const { stages, nodes, selection } = readOptions([
      ...['judge', 'report', '--node', '/a', '--node', '/b', '--only', '^lru'],
    ])!;
    expect(stages).toEqual(['judge', 'report']);
    expect(nodes).toEqual(['/a', '/b']);
    expect(selection.only).toEqual(/^lru/);
  });

  it.each([
    [['juge'], 'There is no stage juge: expected record, judge, report'],
    [['--programs', 'odd'], 'expected all, corpus'],
    [['--only', '('], 'expected a regular expression'],
    [['--repeats', '0'], 'expected a whole number from 1 up'],
    [['--jobs', 'two'], 'expected a whole number from 1 up'],
  ])('%j is told what was expected', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('are all in the help text', () => {
    expect(readOptions(['--help'])).toBeNull();
    for (const name of [
      'output',
      'docs',
      'node',
      'repeats',
      'jobs',
      'programs',
      'only',
      'corpus',
    ]) {
      expect(USAGE).toContain(`--${name} <`);
    }
    for (const name of ['quick', 'seed', 'check']) expect(USAGE).toContain(`--${name} `);
  });
});

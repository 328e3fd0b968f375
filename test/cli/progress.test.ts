import { describe, expect, it } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';
import type { Measurement } from '../../src/harness/measure.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';

/** What is written, where it is no terminal, as these end. */
function written(findings: readonly Finding[], silent = false): string[] {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (text: string) => lines.push(text) > 0 };
  const display = startProgress({
    targets: 4,
    rightIs: 'clean',
    stream: stream as unknown as NodeJS.WriteStream,
    silent,
  });
  for (const finding of findings) {
    const target = { subject: finding.header.subject };
    display.finished({ ...finding, target } as Measurement);
  }
  display.stop();
  return lines;
}

describe('progress where it is no terminal', () => {
  it('is one line for each subject that ended: what of it, how much, how long', () => {
    expect(written([checkedLeak(), checkedClean(), checkedOpen()])).toEqual([
      '[1/4] cache.mjs: leak +64 B/op in JS heap, 640 ms\n',
      '[2/4] cache.mjs: clean < 0.0284 B/op, 1.2 s\n',
      '[3/4] cache.mjs: inconclusive (the JS heap grew, but ever slower: a cache may still be filling), 10 s\n',
    ]);
  });

  it('leaves out of an error what would move the cursor or begin another line', () => {
    const message = '\u001b[2Jgone\rby\nand more';
    expect(written([checkedFailure({ name: 'Error', message, stack: null })])).toEqual([
      '[1/4] cache.mjs: failed (Error: gone), 786 ms\n',
    ]);
  });

  it('is nothing where none is asked for', () => {
    expect(written([checkedLeak()], true)).toEqual([]);
  });
});

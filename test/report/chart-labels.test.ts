import { describe, expect, it } from 'vitest';
import { shortenText, spreadLabels, wrapText } from '../../src/report/chart-labels.ts';
import { textWidth } from '../../src/report/font.ts';

describe('spreading labels', () => {
  it.each([
    ['leaves alone what has room', [10, 50, 90], [10, 50, 90]],
    ['moves two apart by the same distance', [50, 54], [42, 62]],
    ['keeps the order of the lines, not of the list', [54, 50], [62, 42]],
    ['keeps labels inside at the lower end', [98, 99], [70, 90]],
    ['keeps labels inside at the upper end', [1, 0], [30, 10]],
    ['moves a third one for two that push', [20, 30, 40], [10, 30, 50]],
    ['keeps equal ones in the order of the list', [50, 50, 50], [30, 50, 70]],
  ])('%s', (_, wanted, expected) => {
    const heights = wanted.map(() => 20);
    expect(spreadLabels(wanted, heights, 0, 100)).toEqual(expected);
  });

  it('knows labels of different heights', () => {
    expect(spreadLabels([50, 50], [40, 10], 0, 200)).toEqual([37.5, 62.5]);
  });

  it('never lets two overlap, wherever their lines end', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let round = 0; round < 200; round++) {
      const wanted = Array.from({ length: 5 }, () => random() * 300);
      const heights = wanted.map(() => 15 + random() * 40);
      const middles = spreadLabels(wanted, heights, 0, 300);
      const boxes = middles
        .map((middle, index) => [middle - heights[index]! / 2, middle + heights[index]! / 2])
        .sort((a, b) => a[0]! - b[0]!);
      expect(boxes[0]![0]).toBeGreaterThanOrEqual(-1e-9);
      expect(boxes.at(-1)![1]).toBeLessThanOrEqual(300 + 1e-9);
      for (const [index, box] of boxes.slice(1).entries()) {
        expect(box[0]).toBeGreaterThanOrEqual(boxes[index]![1]! - 1e-9);
      }
    }
  });
});

describe('fitting text', () => {
  it('breaks between words', () => {
    expect(wrapText('inconclusive: a control failed', 100, 12, 3)).toEqual([
      'inconclusive: a',
      'control failed',
    ]);
  });

  it('ends in "…" what does not fit, on the last line and within a word', () => {
    const lines = wrapText('one two three four five six seven eight', 60, 12, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
    for (const line of [...lines, shortenText('x'.repeat(99), 60, 12)]) {
      expect(textWidth(line, 12)).toBeLessThanOrEqual(60);
    }
  });

  it('leaves alone what fits', () => {
    expect(shortenText('leaky', 100, 12)).toBe('leaky');
  });
});

import { describe, expect, it } from 'vitest';
import type { FlamePart } from '../../src/report/heap-flamegraph.ts';
import { flamegraphSvg } from '../../src/report/heap-flamegraph.ts';

const part = (over: Partial<FlamePart> = {}): FlamePart => ({
  class: 'Map',
  id: 5,
  text: null,
  count: 1,
  retainedBytes: 1000,
  parts: [],
  ...over,
});

const draw = (root: FlamePart): string => flamegraphSvg(root, { name: 'a.heapsnapshot' });

const bars = (svg: string) =>
  [
    ...svg.matchAll(/<g><title>(.*?)<\/title><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g),
  ].map(([, title, ...numbers]) => ({ title: title!, numbers: numbers.map(Number) }));

describe('a flame graph', () => {
  it('has a bar for each part, below what holds it and as wide as it is large', () => {
    const svg = draw(
      part({
        class: '(root)',
        parts: [
          part({ retainedBytes: 500, parts: [part({ class: 'Array', retainedBytes: 250 })] }),
          part({ class: 'Session', id: null, count: 12, retainedBytes: 250 }),
        ],
      }),
    );
    const [root, map, array, sessions] = bars(svg);
    expect(root!.title).toBe('(root)  1,000 B @5, 100 % of all');
    expect(sessions!.title).toBe('12 × Session  250 B, 25 % of all');
    const [x, y, width] = root!.numbers as [number, number, number];
    expect(map!.numbers[2]).toBeCloseTo((width + 0.5) / 2 - 0.5, 1);
    expect(sessions!.numbers[0]).toBeCloseTo(x + (width + 0.5) / 2, 1);
    expect(array!.numbers[1]! - map!.numbers[1]!).toBe(map!.numbers[1]! - y);
  });

  it('leaves out what is too narrow to be seen', () => {
    const svg = draw(part({ parts: [part({ class: 'Tiny', retainedBytes: 1 })] }));
    expect(bars(svg)).toHaveLength(1);
  });

  it('escapes what names hold', () => {
    const svg = draw(part({ class: '</title><script>alert(1)</script>', text: '"&\u0000' }));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;/title&gt;&lt;script&gt;');
    expect(svg).not.toContain('\u0000');
  });

  it('of nothing is a bar', () => {
    expect(bars(draw(part({ retainedBytes: 0 })))).toHaveLength(1);
  });
});

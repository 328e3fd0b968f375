import { describe, expect, it } from 'vitest';
import { heapChartSvg } from '../../src/report/chart.ts';
import { MAX_LINE_POINTS } from '../../src/report/chart-lines.ts';
import { loadChartSvg } from '../../src/report/chart-load.ts';
import { overviewChartSvg } from '../../src/report/chart-overview.ts';
import { fixed, heapChart, leaky, linear, panel, sawtooth } from '../helpers/charts.ts';
import { LOADS, OVERVIEW, PICTURES } from '../helpers/pictures.ts';
import { descendants, outside, overlaps, parseXml, textBoxes } from '../helpers/svg.ts';

const pictures: [string, string][] = [
  ...Object.entries(PICTURES).map(([name, chart]): [string, string] => [name, heapChartSvg(chart)]),
  ['overview', overviewChartSvg(OVERVIEW)],
  ...Object.entries(LOADS).map(([name, chart]): [string, string] => [name, loadChartSvg(chart)]),
];
const texts = (svg: string) => textBoxes(svg).map(({ content }) => content);
const pair = heapChartSvg(PICTURES.pair!);

describe.each(pictures)('the picture "%s"', (_, svg) => {
  it('is well-formed, and no number in it is missing', () => {
    expect(parseXml(svg).name).toBe('svg');
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('has no text on another, none outside, none too small to read', () => {
    const { width, height } = parseXml(svg).attributes;
    const boxes = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(3);
    expect(overlaps(boxes)).toEqual([]);
    expect(outside(boxes, { width: Number(width), height: Number(height) })).toEqual([]);
    expect(Math.min(...boxes.map(({ size }) => size))).toBeGreaterThanOrEqual(11);
  });

  it('has a name and a description for those who cannot see it', () => {
    const { attributes, children } = parseXml(svg);
    expect(attributes.role).toBe('img');
    expect(children[0]).toMatchObject({ name: 'title', text: expect.stringMatching(/\w/) });
    expect(children[1]).toMatchObject({ name: 'desc', text: expect.stringMatching(/: /) });
  });

  it('draws with the colours of the palette alone, so that all of them have a dark twin', () => {
    const twins = new Set([...svg.matchAll(/\[(?:fill|stroke)="(#\w+)"\]/g)].map(([, hex]) => hex));
    const used = descendants(parseXml(svg))
      .filter(({ name }) => name !== 'clipPath')
      .flatMap(({ attributes }) => [attributes.fill, attributes.stroke])
      .filter((color) => color !== undefined && color !== 'none' && color !== '#000');
    expect([...new Set(used)].filter((color) => !twins.has(color))).toEqual([]);
  });
});

describe('a heap chart', () => {
  it('says names and verdicts beside the lines', () => {
    expect(texts(pair)).toEqual(
      expect.arrayContaining(['leaky', 'leak +96 B/op', 'fixed', '▲', '✓', 'operations']),
    );
  });

  it('has binary units over SI counts', () => {
    expect(texts(pair)).toEqual(expect.arrayContaining(['10 MiB', '100 k']));
  });

  it('explains the kinds of lines that it has, and no others', () => {
    const words = ['at rest, after full GCs', 'between collections', 'size of the WASM memory'];
    expect(texts(pair)).toEqual(expect.arrayContaining(words));
    const bare = heapChartSvg(heapChart(panel(fixed({ raw: [] }))));
    expect(texts(bare).filter((text) => words.includes(text))).toEqual([words[0]]);
  });

  it('says which memory it shows, and that an axis is logarithmic', () => {
    expect(texts(pair)).toEqual(expect.arrayContaining(['WASM memory', 'JS heap']));
    expect(texts(heapChartSvg(PICTURES['logarithmic axis']!))).toEqual(
      expect.arrayContaining(['WASM memory · log scale', 'JS heap']),
    );
  });

  it('leaves out a sawtooth that would hide the leak, and says so', () => {
    const floors = linear({ perOperation: 2 });
    const swings = (swing: number) =>
      texts(
        heapChartSvg(
          heapChart(panel(leaky({ floors, perOperation: 2, raw: sawtooth(floors, { swing }) }))),
        ),
      );
    expect(swings(8 * 1024 * 1024)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^JS heap · ▲ between GCs up to 13 MiB/)]),
    );
    expect(swings(64 * 1024)).toContain('JS heap');
  });

  it.each(['leak', 'inconclusive', 'failed'] as const)(
    'cuts a clean line that ran much further than what ended as "%s", and says so',
    (verdict) => {
      const long = fixed({ operations: 1_000_000, batches: 200 });
      const names = texts(
        heapChartSvg(heapChart(panel(leaky({ operations: 4000, verdict }), long))),
      );
      expect(names).toContain('operations · fixed went on to 1 M');
      expect(names).toEqual(expect.arrayContaining(['leaky', 'fixed', '4 k']));
    },
  );

  it('shows with a dotted line what was read only after its end', () => {
    const late = fixed({ operations: 900_000, batches: 1, raw: [] });
    const svg = heapChartSvg(heapChart(panel(leaky({ operations: 4000 }), late)));
    const dotted = descendants(parseXml(svg)).filter(
      ({ attributes }) => attributes['stroke-dasharray'] === '1.5,2.5',
    );
    const lengths = dotted.map(({ attributes }) => {
      const x = attributes.points!.split(' ').map((point) => Number(point.split(',')[0]));
      return x.at(-1)! - x[0]!;
    });
    expect(Math.max(...lengths)).toBeGreaterThan(500);
  });

  it('names the limit that was reached', () => {
    expect(texts(heapChartSvg(PICTURES['out of memory']!))).toContain('out of memory at 256 MiB');
  });

  it('says so where nothing was measured', () => {
    expect(texts(heapChartSvg(PICTURES.failed!))).toContain('nothing was measured');
  });

  it('escapes names, keeping them readable', () => {
    const svg = heapChartSvg(PICTURES['names that need care']!);
    expect(texts(svg)).toContain('sub\ufffdtitle <&">');
    expect(parseXml(svg).children[0]!.text).toContain('A <cache> & its "friends" ]]>');
  });

  it('stays small with thousands of readings', () => {
    const floors = linear();
    const points = sawtooth(floors, { teeth: 500, perTooth: 20 });
    expect(points).toHaveLength(10_000);
    const svg = heapChartSvg(heapChart(panel(leaky({ floors, raw: points }))));
    const longest = Math.max(
      ...descendants(parseXml(svg)).map(({ attributes }) => attributes.d?.split('L').length ?? 0),
    );
    expect(longest).toBeLessThanOrEqual(MAX_LINE_POINTS);
    expect(longest).toBeGreaterThan(MAX_LINE_POINTS / 2);
  });

  it('is the same file for the same data, and keeps identifiers of two pictures apart', () => {
    expect(heapChartSvg(PICTURES.pair!)).toBe(pair);
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const other = ids(heapChartSvg(PICTURES.staircase!));
    expect(ids(pair).length).toBeGreaterThan(0);
    expect(ids(pair).filter((id) => other.includes(id))).toEqual([]);
    for (const [, id] of pair.matchAll(/url\(#([^)]+)\)/g)) expect(ids(pair)).toContain(id);
  });

  it('is dark from the start on request, without a word about light', () => {
    const dark = heapChartSvg(PICTURES.pair!, { theme: 'dark' });
    expect(dark).not.toContain('prefers-color-scheme');
    expect(dark).not.toContain('#ffffff');
    expect(pair).toContain('prefers-color-scheme');
  });
});

describe('the overview', () => {
  it('has a row a scenario and a column an implementation', () => {
    const content = texts(overviewChartSvg(OVERVIEW));
    expect(content.filter((text) => text === 'Rust → WASM')).toHaveLength(1);
    expect(content.filter((text) => text === 'TypeScript')).toHaveLength(1);
    expect(content.filter((text) => text === 'leaky').length).toBeGreaterThanOrEqual(10);
  });

  it('marks what a scenario does not have', () => {
    const rows = [PICTURES.pair!, { ...PICTURES.pair!, panels: [PICTURES.pair!.panels[1]!] }];
    const content = texts(overviewChartSvg({ ...OVERVIEW, rows }));
    expect(content.filter((text) => text === '–')).toHaveLength(1);
  });
});

describe('the picture of a server under load', () => {
  const content = (name: keyof typeof LOADS) => texts(loadChartSvg(LOADS[name]!));

  it('has memory, requests, latency and what is in flight over one axis of time', () => {
    expect(content('a cluster')).toEqual(
      expect.arrayContaining([
        ...['memory', 'requests a second', 'latency and delay of the event loop'],
        ...['requests in flight', 'answered', 'failed', '99 % within', 'half within'],
        ...['2 s', '12 s', '10 k', '40 ms', 'process 4711, thread 0'],
      ]),
    );
  });

  it('leaves out what there was none of', () => {
    const words = content('one thread, no errors, nothing in flight');
    expect(words).not.toContain('failed');
    expect(words).not.toContain('requests in flight');
  });

  it('says where the memory ended', () => {
    expect(content('out of memory at once')).toContain('out of memory at 32 MiB');
  });
});

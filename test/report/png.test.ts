import { describe, expect, it } from 'vitest';
import { heapChartSvg } from '../../src/report/chart.ts';
import { DARK, LIGHT } from '../../src/report/chart-palette.ts';
import { FONT_FAMILY, textWidth } from '../../src/report/font.ts';
import { svgToPng } from '../../src/report/png.ts';
import { PICTURES } from '../helpers/pictures.ts';
import { decodePng, type Pixels } from '../helpers/png.ts';

const hex = ([red, green, blue]: readonly number[]) =>
  `#${[red, green, blue].map((channel) => channel!.toString(16).padStart(2, '0')).join('')}`;

function colors(pixels: Pixels): Map<string, number> {
  const counts = new Map<string, number>();
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      const color = hex(pixels.at(x, y));
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
  }
  return counts;
}

const words = (text: string, attributes: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><rect width="300" height="40" fill="#ffffff"/><text x="10" y="25" font-size="20" fill="#000000" ${attributes}>${text}</text></svg>`;

describe('a PNG', () => {
  it.each([
    [1, 1100, 512],
    [2, 2200, 1024],
  ])('is scaled by %i', async (scale, width, height) => {
    const png = decodePng(await svgToPng(heapChartSvg(PICTURES.pair!), { scale }));
    expect([png.width, png.height]).toEqual([width, height]);
  });

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('shows lines and text in the %s theme', async (theme, palette) => {
    const svg = heapChartSvg(PICTURES.pair!, { theme });
    const counts = colors(decodePng(await svgToPng(svg, { scale: 1 })));
    expect(counts.get(palette.background)).toBeGreaterThan(400_000);
    for (const color of [palette.text, palette.grid, palette.series[0]!, palette.series[1]!]) {
      expect(counts.get(color) ?? 0, color).toBeGreaterThan(100);
    }
  });

  it('draws letters with the shipped font, as wide as it is measured', async () => {
    const png = decodePng(
      await svgToPng(words('MiB → 112', `font-family="${FONT_FAMILY}"`), { scale: 1 }),
    );
    const inked = Array.from({ length: png.width }, (_, x) => x).filter((x) =>
      Array.from({ length: png.height }, (_, y) => png.at(x, y)[0]!).some((red) => red < 128),
    );
    const drawn = inked.at(-1)! - inked[0]! + 1;
    // Letters leave some room on both of their sides.
    expect(Math.abs(drawn - textWidth('MiB → 112', 20))).toBeLessThan(5);
  });

  it('needs no font of the system: an unknown family gets ours', async () => {
    const counts = async (svg: string) => colors(decodePng(await svgToPng(svg, { scale: 1 })));
    const unknown = await counts(words('leaky', 'font-family="No Such Family"'));
    expect(unknown.get('#000000')).toBeGreaterThan(20);
    expect((await counts(words('', ''))).get('#000000')).toBeUndefined();
  });
});

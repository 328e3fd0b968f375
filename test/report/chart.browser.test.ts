import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heapChartSvg } from '../../src/report/chart.ts';
import { loadChartSvg } from '../../src/report/chart-load.ts';
import { overviewChartSvg } from '../../src/report/chart-overview.ts';
import { DARK, LIGHT } from '../../src/report/chart-palette.ts';
import { textWidth } from '../../src/report/font.ts';
import { chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { LOADS, OVERVIEW, PICTURES } from '../helpers/pictures.ts';

const missing = chromiumMissing();
if (missing) process.stderr.write(`pictures are not tested in a browser: ${missing}\n`);

const pictures: [string, string][] = [
  ...Object.entries(PICTURES).map(([name, chart]): [string, string] => [name, heapChartSvg(chart)]),
  ['overview', overviewChartSvg(OVERVIEW)],
  ...Object.entries(LOADS).map(([name, chart]): [string, string] => [name, loadChartSvg(chart)]),
];

// Scripts for the page are strings: the project is compiled without the types of a browser.
interface Colors {
  readonly background: string;
  readonly title: string;
  readonly strokes: readonly string[];
}

const READ_COLORS = `({
  background: getComputedStyle(document.querySelector('rect')).fill,
  title: getComputedStyle(document.querySelector('text')).fill,
  strokes: [...document.querySelectorAll('path')].map((path) => getComputedStyle(path).stroke),
})`;

interface Drawing {
  readonly size: { readonly width: number; readonly height: number };
  readonly fonts: readonly string[];
  readonly boxes: readonly {
    readonly content: string;
    readonly width: number;
    readonly font: number;
    readonly bold: boolean;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }[];
}

const READ_DRAWING = `(() => {
  const { width, height } = document.documentElement.getBoundingClientRect();
  return {
    size: { width, height },
    fonts: [...document.fonts].map((font) => font.weight + ' ' + font.status).sort(),
    boxes: [...document.querySelectorAll('text')].map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const { fontSize, fontWeight } = getComputedStyle(text);
      return {
        content: text.textContent,
        width: text.getComputedTextLength(),
        font: Number.parseFloat(fontSize),
        bold: Number(fontWeight) >= 700,
        left,
        right,
        // The box of a text has room for accents and descenders that ours don't touch.
        top: top + 2,
        bottom: bottom - 2,
      };
    }),
  };
})()`;

describe.skipIf(missing)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1200, height: 1400 } });
  });
  afterAll(() => browser?.close());

  const show = async (svg: string) => {
    // As a file of its own: what is not well-formed isn't shown at all.
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    await page.evaluate('document.fonts.ready.then(() => {})');
  };

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('follows a reader who prefers %s', async (colorScheme, palette) => {
    await page.emulateMedia({ colorScheme });
    await show(pictures[0]![1]);
    const colors = await page.evaluate<Colors>(READ_COLORS);
    expect(colors.background).toBe(rgb(palette.background));
    expect(colors.title).toBe(rgb(palette.text));
    expect(colors.strokes).toContain(rgb(palette.series[0]!));
    expect(colors.strokes).toContain(rgb(palette.grid));
  });

  it.each(pictures)(
    'draws "%s" with its own font, no text on another or outside',
    async (_, svg) => {
      await show(svg);
      const { boxes, fonts, size } = await page.evaluate<Drawing>(READ_DRAWING);
      expect(fonts).toEqual(['bold loaded', 'normal loaded']);
      for (const { content, width, font, bold } of boxes) {
        const expected = textWidth(content, font, bold ? 'bold' : 'normal');
        // Characters that the font lacks are wider or narrower than the em that we count for them.
        if (!content.includes('\ufffd'))
          expect(Math.abs(width - expected), content).toBeLessThan(1);
      }
      const collisions = boxes.flatMap((a, index) =>
        boxes
          .slice(index + 1)
          .filter(
            (b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
          )
          .map((b) => `"${a.content}" lies on "${b.content}"`),
      );
      expect(collisions).toEqual([]);
      const leaving = boxes.filter(
        ({ left, right, top, bottom }) =>
          left < 0 || top < 0 || right > size.width || bottom > size.height,
      );
      expect(leaving.map(({ content }) => content)).toEqual([]);
    },
  );
});

function rgb(hex: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${channels.join(', ')})`;
}

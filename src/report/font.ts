import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { type AdvanceWidths, readAdvanceWidths } from './font-metrics.ts';

/*
 * The pictures carry their font: they look the same on a machine that has none, and widths computed
 * here are the widths drawn. WOFF2 goes into the SVG, TTF is for the PNG (resvg reads no WOFF2).
 *
 * Made from DejaVu 2.37 with, for each of DejaVuSans and DejaVuSans-Bold, and once more with
 * `--flavor=woff2`; without layout features a text is as wide as the sum of its advances:
 *
 *   pyftsubset DejaVuSans.ttf --layout-features= --no-hinting --output-file=DejaVuSans.ttf \
 *     --unicodes=U+0020-007E,U+00A0-00FF,U+03BC,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026,\
 *   U+202F,U+2039,U+203A,U+2190,U+2192,U+2212,U+2248,U+2264,U+2265,U+25B2,U+25BC,U+25C6,U+25CB,\
 *   U+25CF,U+2713,U+2717
 */
const FILES = { normal: 'DejaVuSans', bold: 'DejaVuSans-Bold' } as const;

export type FontWeight = keyof typeof FILES;

/** The generic fallbacks matter only to characters that the subset lacks. */
export const FONT_FAMILY = "'DejaVu Sans',Verdana,sans-serif";

const widths = new Map<FontWeight, AdvanceWidths>();

/** Width in pixels of one line of text. */
export function textWidth(text: string, size: number, weight: FontWeight = 'normal'): number {
  let table = widths.get(weight);
  if (!table) {
    table = readAdvanceWidths(read(`${FILES[weight]}.ttf`));
    widths.set(weight, table);
  }
  let sum = 0;
  for (const character of text) sum += table(character.codePointAt(0)!);
  return sum * size;
}

/** Both weights, for a renderer that takes fonts as buffers. */
export function fontBuffers(): Uint8Array[] {
  return Object.values(FILES).map((file) => read(`${file}.ttf`));
}

let faces: string | undefined;

/** `@font-face` rules with the fonts inside. */
export function fontFaceCss(): string {
  faces ??= Object.entries(FILES)
    .map(([weight, file]) => {
      const data = read(`${file}.woff2`).toString('base64');
      return `@font-face{font-family:'DejaVu Sans';font-weight:${weight};src:url(data:font/woff2;base64,${data}) format('woff2')}`;
    })
    .join('\n');
  return faces;
}

function read(file: string): Buffer {
  return readFileSync(join(packageRoot(), 'src/report/fonts', file));
}

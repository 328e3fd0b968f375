import { darkCounterparts, type Palette } from './chart-palette.ts';
import { fontFaceCss } from './font.ts';
import { element, escapeXml } from './svg.ts';

/** `auto` follows the reader's `prefers-color-scheme`; a renderer without it shows the light one. */
export type ChartTheme = 'auto' | 'light' | 'dark';

export interface ChartDocument {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** For those who can't see the picture. */
  readonly description: string;
  readonly palette: Palette;
  readonly theme: ChartTheme;
  readonly body: readonly string[];
}

/** The whole SVG file: accessible name, fonts, themes, background and the body over it. */
export function chartDocument(document: ChartDocument): string {
  const { width, height, palette } = document;
  const css = document.theme === 'auto' ? `${fontFaceCss()}\n${darkCss()}` : fontFaceCss();
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      class: 'leaklab-chart',
    },
    `\n<title>${escapeXml(document.title)}</title>`,
    `\n<desc>${escapeXml(document.description)}</desc>`,
    `\n<style>${css}</style>\n`,
    element('rect', { width, height, fill: palette.background }),
    '\n',
    document.body.filter(Boolean).join('\n'),
    '\n',
  );
}

/**
 * Colours are attributes, which every renderer understands, and CSS that outranks attributes
 * exchanges them: each colour of the light palette occurs once in it. The class keeps the rules
 * away from other pictures on a page.
 */
function darkCss(): string {
  const rules = darkCounterparts().flatMap(([light, dark]) =>
    ['fill', 'stroke'].map((name) => `.leaklab-chart [${name}="${light}"]{${name}:${dark}}`),
  );
  return `@media(prefers-color-scheme:dark){${rules.join('')}}`;
}

/**
 * Keeps the identifiers of several pictures on one page apart, and the same picture's equal from
 * run to run (FNV-1a over its data).
 */
export function documentId(data: unknown): string {
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify(data)) {
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  return `c${(hash >>> 0).toString(36)}`;
}

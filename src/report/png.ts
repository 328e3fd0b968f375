import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { fontBuffers } from './font.ts';

let ready: Promise<void> | undefined;

/**
 * Draws an SVG as PNG, with the shipped font and no other. It knows no media queries: for a dark
 * picture give it an SVG with the theme `dark`.
 */
export async function svgToPng(
  svg: string,
  { scale = 2 }: { readonly scale?: number } = {},
): Promise<Uint8Array> {
  // The library refuses to be initialised twice.
  ready ??= initialise();
  await ready;
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontBuffers: fontBuffers(), defaultFontFamily: 'DejaVu Sans' },
  });
  try {
    const image = resvg.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    resvg.free();
  }
}

async function initialise(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  await initWasm(await readFile(file));
}

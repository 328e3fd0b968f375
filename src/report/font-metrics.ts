/** Advance width of a code point, in em. */
export type AdvanceWidths = (codePoint: number) => number;

/**
 * Reads the advance widths from a TrueType font: the glyph of a code point from `cmap` (format 4,
 * the one that every font has for the Basic Multilingual Plane), its width from `hmtx`.
 * Characters that the font lacks count as one em, so that a layout leaves room for whatever the
 * fallback font draws.
 */
export function readAdvanceWidths(file: Uint8Array): AdvanceWidths {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const unitsPerEm = view.getUint16(tableOffset(view, 'head') + 18);
  const numberOfHMetrics = view.getUint16(tableOffset(view, 'hhea') + 34);
  const hmtx = tableOffset(view, 'hmtx');
  const glyphs = readGlyphs(view, format4(view));

  return (codePoint) => {
    const glyph = glyphs.get(codePoint);
    if (glyph === undefined) return 1;
    // Glyphs past the end share the last width.
    return view.getUint16(hmtx + 4 * Math.min(glyph, numberOfHMetrics - 1)) / unitsPerEm;
  };
}

function tableOffset(view: DataView, tag: string): number {
  const count = view.getUint16(4);
  for (let record = 12; record < 12 + 16 * count; record += 16) {
    const name = String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(record + i)));
    if (name === tag) return view.getUint32(record + 8);
  }
  throw new Error(`the font has no table "${tag}"`);
}

function format4(view: DataView): number {
  const cmap = tableOffset(view, 'cmap');
  const count = view.getUint16(cmap + 2);
  for (let i = 0; i < count; i++) {
    const subtable = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    if (view.getUint16(subtable) === 4) return subtable;
  }
  throw new Error('the font has no character map of format 4');
}

/** Segments of consecutive code points; each holds a delta, or an offset into an array of glyphs. */
function readGlyphs(view: DataView, subtable: number): Map<number, number> {
  const doubleCount = view.getUint16(subtable + 6);
  const ends = subtable + 14;
  const starts = ends + doubleCount + 2;
  const deltas = starts + doubleCount;
  const offsets = deltas + doubleCount;

  const glyphs = new Map<number, number>();
  for (let i = 0; i < doubleCount; i += 2) {
    const start = view.getUint16(starts + i);
    const end = view.getUint16(ends + i);
    const delta = view.getUint16(deltas + i);
    const offset = view.getUint16(offsets + i);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const found = offset === 0 ? code : view.getUint16(offsets + i + offset + 2 * (code - start));
      const glyph = found === 0 ? 0 : (found + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}

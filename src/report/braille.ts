/**
 * A curve in braille characters: two columns and four rows of dots a character, filled from below.
 * All values are scaled between `least` and the largest.
 */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width <= 0) return '';
  const columns = resample(values, width * 2);
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const heights = columns.map((value) =>
    range === 0 ? 1 : 1 + Math.round(((value - least) / range) * (DOTS_HIGH - 1)),
  );
  let line = '';
  for (let i = 0; i < heights.length; i += 2) {
    const dots = LEFT[heights[i]!]! | RIGHT[heights[i + 1] ?? 0]!;
    line += String.fromCharCode(BLANK + dots);
  }
  return line;
}

const DOTS_HIGH = 4;
const BLANK = 0x2800;
/** Dots of one column, filled to a height of 0 to 4. Source: Unicode, "Braille Patterns". */
const LEFT = [0, 0x40, 0x44, 0x46, 0x47];
const RIGHT = [0, 0x80, 0xa0, 0xb0, 0xb8];

function resample(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => {
    const from = Math.floor((i * values.length) / most);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / most));
    return Math.max(...values.slice(from, to));
  });
}

/** Lines of braille characters: each has two columns and four rows of dots. */
export interface BrailleCanvas {
  /** Dots; `y` counts from below. */
  readonly width: number;
  readonly height: number;
  line(from: Dot, to: Dot): void;
  /** From the uppermost line to the lowest; an empty cell is a space. */
  lines(): string[];
}

export interface Dot {
  readonly x: number;
  readonly y: number;
}

export function brailleCanvas(columns: number, rows: number): BrailleCanvas {
  const width = 2 * columns;
  const height = 4 * rows;
  const cells = new Uint8Array(columns * rows);
  const set = (x: number, y: number): void => {
    const row = rows - 1 - (y >> 2);
    cells[row * columns + (x >> 1)]! |= BITS[x & 1]![y & 3]!;
  };
  return {
    width,
    height,
    line(from, to) {
      const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
      for (let i = 0; i <= steps; i++) {
        const part = i / steps;
        set(
          Math.round(from.x + (to.x - from.x) * part),
          Math.round(from.y + (to.y - from.y) * part),
        );
      }
    },
    lines() {
      return Array.from({ length: rows }, (_, row) =>
        [...cells.subarray(row * columns, (row + 1) * columns)]
          .map((bits) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits)))
          .join('')
          .trimEnd(),
      );
    },
  };
}

/** Of a cell's left and right column, from below. Source: Unicode, "Braille Patterns". */
const BITS = [
  [0x40, 0x04, 0x02, 0x01],
  [0x80, 0x20, 0x10, 0x08],
] as const;

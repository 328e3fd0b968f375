import { describe, expect, it } from 'vitest';
import { brailleCanvas } from '../../src/report/braille-canvas.ts';

describe('a braille canvas', () => {
  it('has two dots by four in each character, counted from below', () => {
    const canvas = brailleCanvas(3, 2);
    expect([canvas.width, canvas.height]).toEqual([6, 8]);
    for (const dot of [
      { x: 0, y: 0 },
      { x: 5, y: 7 },
    ]) {
      canvas.line(dot, dot);
    }
    // The lowest left dot of the lower line, the uppermost right one of the upper.
    expect(canvas.lines()).toEqual(['  ⠈', '⡀']);
  });

  it('draws lines without a gap', () => {
    const canvas = brailleCanvas(4, 1);
    canvas.line({ x: 0, y: 0 }, { x: 7, y: 3 });
    expect(canvas.lines()).toEqual(['⣀⠤⠒⠉']);
    const level = brailleCanvas(4, 1);
    level.line({ x: 0, y: 1 }, { x: 7, y: 1 });
    expect(level.lines()).toEqual(['⠤⠤⠤⠤']);
    const upright = brailleCanvas(1, 2);
    upright.line({ x: 1, y: 0 }, { x: 1, y: 7 });
    expect(upright.lines()).toEqual(['⢸', '⢸']);
  });
});

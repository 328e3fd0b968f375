import { describe, expect, it } from 'vitest';
import { fontFaceCss, textWidth } from '../../src/report/font.ts';

describe('the shipped font', () => {
  // Advances of DejaVu Sans 2.37 in units of 2048 to the em.
  it.each([
    ['0', 'normal', 1303],
    ['i', 'normal', 569],
    ['→', 'normal', 1716],
    ['é', 'normal', 1260],
    ['0', 'bold', 1425],
    ['ab', 'normal', 1255 + 1300],
  ] as const)('draws "%s" (%s) %i units wide', (text, weight, units) => {
    expect(textWidth(text, 2048, weight)).toBe(units);
  });

  it('has every character that our own words need', () => {
    for (const character of '→←×±≤≥≈µ–·‹›▲▼●○◆✓✗ABCäöüß') {
      // A character that is missing counts as exactly one em (as "—" and "…" are by themselves).
      expect(textWidth(character, 1), character).not.toBe(1);
    }
    expect(textWidth('漢', 1)).toBe(1);
  });

  it('travels in the picture in both weights', () => {
    expect(fontFaceCss().match(/@font-face/g)).toHaveLength(2);
    expect(fontFaceCss()).toMatch(/font-weight:bold;src:url\(data:font\/woff2;base64,d09GMg/);
    expect(fontFaceCss().length).toBeLessThan(40_000);
  });
});

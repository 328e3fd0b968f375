import type { Verdict } from '../record/schema.ts';

/** Colours for one stream; without colour the same text. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const COLOURED: Paint = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: sgr(31, 39),
  green: sgr(32, 39),
  yellow: sgr(33, 39),
};

const same = (text: string): string => text;
export const PLAIN: Paint = { bold: same, dim: same, red: same, green: same, yellow: same };

/** Colour on a terminal alone, and never where NO_COLOR is set (no-color.org). */
export function paintFor(
  stream: { isTTY?: boolean },
  environment: { readonly [name: string]: string | undefined },
): Paint {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return stream.isTTY === true && !refused ? COLOURED : PLAIN;
}

export function paintVerdict(paint: Paint, verdict: Verdict, text: string): string {
  switch (verdict) {
    case 'leak':
      return paint.red(text);
    case 'clean':
      return paint.green(text);
    default:
      return paint.yellow(text);
  }
}

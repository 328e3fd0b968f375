/**
 * A text of the measured program, without what moves a terminal's cursor, reorders or hides text:
 * control characters and line breaks, Unicode's format characters, halves of surrogate pairs.
 */
export const printable = (text: string): string =>
  // Nearly all are.
  PLAIN.test(text) ? text : text.replaceAll(HIDDEN, escaped);

const PLAIN = /^[ -~]*$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  if (short !== character) return short;
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** At most so many characters of UTF-16, and none of them a half. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** As many as a line of a terminal has columns. */
export const LONGEST_TEXT = 80;

/** A text for people, cut. What is cut off needs no escaping, and may be long. */
export const visibleText = (text: string): string => printable(shortened(text, LONGEST_TEXT));

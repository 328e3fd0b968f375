/** A text of a heap may be anything: a line of it for people, cut, and with nothing hidden in it. */
export function visibleText(text: string): string {
  // Nearly all are short, and nothing is hidden in them.
  if (text.length <= LONGEST_TEXT && PLAIN.test(text)) return text;
  // What is cut off needs no escaping, and may be long.
  const [cut, more] = text.length > LONGEST_TEXT ? [text.slice(0, LONGEST_TEXT), '…'] : [text, ''];
  return cut.replaceAll(HIDDEN, escaped) + more;
}

/** As many as a line of a terminal has columns. */
export const LONGEST_TEXT = 80;

/**
 * Control characters and line breaks; what reorders or hides text (Unicode's format characters); and
 * halves of surrogate pairs.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const PLAIN = /^[ -~]*$/;

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

import { stripVTControlCharacters } from 'node:util';

/**
 * The first line of a text that a subject made (an error's message, a file's name), without what
 * would move the cursor or change colours of the reader's terminal.
 */
export function oneLine(text: string): string {
  const line = stripVTControlCharacters(text).split(/[\r\n]/, 1)[0]!;
  return line.replaceAll(CONTROL_CHARACTERS, ' ');
}

const CONTROL_CHARACTERS = /\p{Cc}/gu;

import { LeaklabError } from '../errors.ts';

/** `--input`; undefined where there is none, for `null` is a value. */
export function inputOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeaklabError(
      'usage',
      `--input ${JSON.stringify(text)} can't be read as JSON: ${(cause as Error).message}. Text needs quotes of its own, as in --input '"text"'.`,
      { cause },
    );
  }
}

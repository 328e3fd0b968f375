import { LeaklabError } from '../errors.ts';
import type { Launch } from '../harness/cell.ts';

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

/** `--env` and `--node-option`. */
export function launchOf(values: {
  readonly env?: readonly string[] | undefined;
  readonly 'node-option'?: readonly string[] | undefined;
}): Launch {
  return {
    nodeOptions: values['node-option'] ?? [],
    environment: Object.fromEntries((values.env ?? []).map(variable)),
  };
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new LeaklabError(
    'usage',
    `--env ${JSON.stringify(text)} can't be used: expected a name and a value, as in --env MODE=test.`,
  );
}

import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { LeaklabError } from '../errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>
>;

/** `parseArgs` of Node, with errors that say what to do next. */
export async function parse<const O extends Options>(
  command: string,
  args: readonly string[],
  options: O,
): Promise<Parsed<O>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw cause;
    const unknown = /Unknown option '(-{1,2}[^']+)'/.exec(message)?.[1];
    if (unknown === undefined) throw new LeaklabError('usage', firstSentence(message));
    const { nearest } = await import('./nearest.ts');
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new LeaklabError(
      'usage',
      `There is no option ${unknown}.${nearest(unknown, names)} "leaklab ${command} --help" lists the options.`,
    );
  }
}

const firstSentence = (message: string): string => `${message.split(/\.\s/, 1)[0]}.`;

import { relative } from 'node:path';
import { LeaklabError } from '../errors.ts';

/** What went wrong while a module was loaded, for the person who wrote it. */
export async function explainLoadError(thrown: unknown, path: string): Promise<unknown> {
  if (thrown instanceof LeaklabError || !(thrown instanceof Error)) return thrown;
  const message = await explanation(thrown, path);
  return message === null ? thrown : new LeaklabError('subject', message, { cause: thrown });
}

async function explanation(thrown: Error, path: string): Promise<string | null> {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return `it can't be loaded: ${missing(thrown.message)}`;
  }
  if (code === 'ERR_DLOPEN_FAILED') {
    return `it needs a native add-on that does not load: ${addOn(firstLine(thrown.message))}`;
  }
  return thrown instanceof SyntaxError ? unparsed(thrown, path) : null;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

function missing(message: string): string {
  const name = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1] ?? '';
  const importer = /Require stack:\n- (.+)/.exec(message)?.[1];
  const from = importer === undefined ? '' : ` imported from ${importer}`;
  const isPackage = name !== '' && !/^(\.{0,2}\/|[A-Za-z]:\\|file:)/.test(name);
  const parts = name.split('/', name.startsWith('@') ? 2 : 1);
  return `${firstLine(message)}${from}. ${
    isPackage
      ? `Install it: npm install ${parts.join('/')}`
      : 'Mend the import, or build what it names'
  }`;
}

function addOn(message: string): string {
  return /did not self-register/.test(message)
    ? `${message}. It works in the main thread alone, for it is not context-aware; subjects run in a worker thread. A newer version of it may do; else measure the code without it`
    : `${message}. It may be built for another version of Node or another system: npm rebuild builds it again`;
}

/**
 * Of CommonJS and of imports that don't fit, the engine puts the place into the stack. Of a module
 * it does not, so that is read once more by a parser that does.
 */
async function unparsed(error: SyntaxError, path: string): Promise<string> {
  const { message } = error;
  const [, file, line, text = ''] =
    /^(?:file:\/\/)?(\/.+|[A-Za-z]:.+):(\d+)\n(.*)\n/.exec(error.stack ?? '') ?? [];
  if (file !== undefined) {
    const what = /^The requested module/.test(message) ? "can't be loaded" : 'does not parse';
    return `${short(file)}:${line} ${what}: ${message}${text.trim() === '' ? '' : ` in \`${text.trim()}\``}`;
  }
  const placed = PLACED.test(message) ? message : await findPlace(path);
  return placed === null
    ? `it, or a module that it imports, does not parse: ${message}`
    : placed.replace(
        PLACED,
        (_, file: string, at: string) => `${short(file)}:${at} does not parse: `,
      );
}

/** As the compiler of TypeScript words it. */
const PLACED = /^(\S.*?):(\d+:\d+): /;

/** As it would be typed, where that is shorter. */
function short(path: string): string {
  const typed = relative('.', path);
  return typed.startsWith('..') ? path : typed;
}

async function findPlace(path: string): Promise<string | null> {
  const { findSyntaxError } = await import('./syntax-error.ts');
  return findSyntaxError(path);
}

import { LeaklabError } from '../errors.ts';

/** What `--call` asks of a module at each operation. */
export interface WasmCall {
  readonly name: string;
  readonly args: readonly Argument[];
}

type Argument = number | bigint | typeof INDEX | typeof BIG_INDEX;

const INDEX = '$i';
/** For a parameter of 64 bits, which takes no number. */
const BIG_INDEX = '$in';

/** Reads `export(1, $i)`. */
export function parseCall(call: string): WasmCall {
  const match = /^\s*([^\s()]+)\s*(?:\(([^()]*)\))?\s*$/.exec(call);
  if (match === null) {
    throw new LeaklabError(
      'usage',
      `Can't read the call ${JSON.stringify(call)}: expected an export and its arguments, as in 'step($i, 10)'.`,
    );
  }
  const [, name = '', list = ''] = match;
  const texts = list.trim() === '' ? [] : list.split(',');
  return { name, args: texts.map((text) => parseArgument(text.trim())) };
}

function parseArgument(text: string): Argument {
  if (text === INDEX || text === BIG_INDEX) return text;
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new LeaklabError(
    'usage',
    `Can't read the argument ${JSON.stringify(text)} of a call: expected a number, a bigint such as 10n, $i for the index, or $in for it as a bigint.`,
  );
}

/** The call as a function of the index. */
export function bindCall(
  { name, args }: WasmCall,
  exports: WebAssembly.Exports,
  path: string,
): (index: number) => unknown {
  const callee = exports[name];
  if (typeof callee !== 'function') {
    const functions = Object.keys(exports).filter((key) => typeof exports[key] === 'function');
    throw new LeaklabError(
      'subject',
      `${path} exports no function ${name}; it exports ${functions.join(', ') || 'none'}.`,
    );
  }
  const operation = callee as (...args: (number | bigint)[]) => unknown;
  const [only] = args;
  // The common case without an array and a spread for each call: those would be garbage of ours.
  if (args.length === 1 && only === INDEX) return (index) => operation(index);
  const fixed = args.filter((arg) => typeof arg !== 'string');
  if (fixed.length === args.length) return () => operation(...fixed);
  return (index) =>
    operation(
      ...args.map((arg) => (arg === INDEX ? index : arg === BIG_INDEX ? BigInt(index) : arg)),
    );
}

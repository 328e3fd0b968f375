import type { Cxx } from './demangle-cxx-grammar.ts';
import { readName } from './demangle-cxx-names.ts';
import { NotMangled } from './mangled-text.ts';

/** A function, or a variable: its name. Result and parameters are read and left out. */
export function readEncoding(c: Cxx): string {
  const { source } = c;
  return source.nested(() => {
    const outer = c.templateArguments;
    c.templateArguments = [];
    const text = /[TG]/.test(source.peek()) ? readSpecial(c) : readFunction(c);
    c.templateArguments = outer;
    return text;
  });
}

/** What compilers make of functions. Virtual tables and the like are none. */
function readSpecial(c: Cxx): string {
  const { source } = c;
  if (source.take('TW')) return `thread-local wrapper routine for ${readName(c)}`;
  if (source.take('TH')) return `thread-local initialization routine for ${readName(c)}`;
  if (source.take('Tc')) {
    readCallOffset(c);
    readCallOffset(c);
    return `covariant return thunk to ${c.readEncoding(c)}`;
  }
  source.expect('T');
  const kind = source.has('v') ? 'virtual' : 'non-virtual';
  readCallOffset(c);
  return `${kind} thunk to ${c.readEncoding(c)}`;
}

function readCallOffset({ source }: Cxx): void {
  if (source.match(/hn?\d+_|vn?\d+_n?\d+_/y) === '') throw new NotMangled();
}

function readFunction(c: Cxx): string {
  const { source } = c;
  const name = readName(c, true);
  const hasEnded = () => source.done || /[E.]/.test(source.peek());
  if (source.take('Ua9enable_ifI')) source.listUntil('E', () => c.readExpression(c));
  // The result of a template's function, and the parameters.
  while (!hasEnded()) {
    if (source.take('Q')) c.readExpression(c);
    else c.readType(c);
  }
  return name.replaceAll(LATER, (_, index) => c.templateArguments[Number(index)] ?? 'auto');
}

/** A template's argument that was referred to before it was known. */
const LATER = /‹(\d+)›/g;

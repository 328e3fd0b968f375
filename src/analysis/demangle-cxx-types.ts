import { readBuiltinType } from './demangle-cxx-builtins.ts';
import type { Cxx } from './demangle-cxx-grammar.ts';
import { readSourceName, withArguments } from './demangle-cxx-grammar.ts';
import { readName, readSubstitution } from './demangle-cxx-names.ts';
import { bounded } from './mangled-text.ts';

/** A type to which nothing is added any more. */
export function readType(c: Cxx): string {
  return readDeclared(c).replace(HOLE, '');
}

/** With a hole where declarators go: `int •[3]`, `void (*•)(int)`. Unlike these, builtin types can't be referred to. */
function readDeclared(c: Cxx): string {
  const { source, substitutions } = c;
  return source.nested(() => {
    const builtin = readBuiltinType(source);
    if (builtin !== null) return builtin;
    if (source.has('S') && !source.has('St')) {
      const known = readSubstitution(c);
      if (c.isInConversion || !source.has('I')) return known;
      substitutions.push(bounded(withArguments(known, c.readTemplateArguments(c))));
    } else {
      substitutions.push(bounded(readCompound(c)));
    }
    return substitutions.at(-1)!;
  });
}

function readCompound(c: Cxx): string {
  const { source } = c;
  const qualifiers = source.match(/[rVK]+/y);
  if (qualifiers !== '') return qualified(readDeclared(c), qualifiers);
  const declarator = DECLARATORS[source.peek()];
  if (declarator !== undefined) {
    source.next();
    return declared(readDeclared(c), declarator);
  }
  switch (source.peek()) {
    case 'F':
      return readFunctionType(c);
    case 'A':
      return readArray(c);
    case 'M': {
      source.next();
      const owner = readType(c);
      return declared(readDeclared(c), ` ${owner}::*`);
    }
    case 'T':
      return readOfTemplate(c);
    case 'D':
      return readOther(c);
    // What compilers add to C++, as qualifiers and as types.
    case 'U': {
      source.next();
      const name = readSourceName(c);
      if (source.has('I')) c.readTemplateArguments(c);
      return `${readDeclared(c)} ${name}`;
    }
    case 'u': {
      source.next();
      const name = readSourceName(c);
      return source.has('I') ? withArguments(name, c.readTemplateArguments(c)) : name;
    }
    default:
      return readName(c);
  }
}

function readFunctionType(c: Cxx): string {
  const { source } = c;
  source.expect('F');
  source.take('Y');
  const result = readDeclared(c);
  let reference = '';
  const parameters: string[] = [];
  for (;;) {
    if (source.take('E')) break;
    if (source.take('RE')) reference = ' &';
    else if (source.take('OE')) reference = ' &&';
    if (reference !== '') break;
    parameters.push(readType(c));
    bounded(parameters.join(', '));
  }
  const listed = parameters.length === 1 && parameters[0] === 'void' ? [] : parameters;
  const list = `${HOLE}(${listed.join(', ')})${reference}`;
  return result.includes(HOLE) ? result.replace(HOLE, list) : `${result} ${list}`;
}

function readArray(c: Cxx): string {
  const { source } = c;
  source.expect('A');
  const length = source.match(/\d*/y) || (source.has('_') ? '' : c.readExpression(c));
  source.expect('_');
  const element = readDeclared(c);
  const open = element.includes(HOLE) ? element : `${element}${HOLE}`;
  return open.replace(HOLE, `${HOLE} [${length}]`);
}

/** A parameter of the template, or a type named with its kind. */
function readOfTemplate(c: Cxx): string {
  const { source, substitutions } = c;
  if (source.match(/T[sue]/y) !== '') return readName(c);
  const parameter = c.readTemplateParameter(c);
  if (c.isInConversion || !source.has('I')) return parameter;
  substitutions.push(parameter);
  return withArguments(parameter, c.readTemplateArguments(c));
}

function readOther(c: Cxx): string {
  const { source } = c;
  if (source.take('Dp')) return readType(c);
  if (source.match(/D[tT]/y) !== '') {
    const expression = c.readExpression(c);
    source.expect('E');
    return `decltype(${expression})`;
  }
  if (source.take('Dv')) {
    const length = source.match(/\d+/y);
    if (length === '' && !source.take('_')) c.readExpression(c);
    source.expect('_');
    return `${source.take('p') ? 'pixel' : readType(c)} vector[${length}]`;
  }
  // A function that does not throw.
  if (source.take('DO')) {
    c.readExpression(c);
    source.expect('E');
  } else if (source.take('Dw')) source.listUntil('E', () => readType(c));
  else source.expect('Do');
  source.take('Dx');
  return readFunctionType(c);
}

function declared(type: string, declarator: string): string {
  const at = type.indexOf(HOLE);
  if (at === -1) return `${type}${declarator}`;
  const added = `${declarator.trimStart()}${HOLE}`;
  if (isBracketed(type, at)) return type.replace(HOLE, added);
  return type.replace(HOLE, `${/[ (*&]/.test(type.charAt(at - 1)) ? '' : ' '}(${added})`);
}

function qualified(type: string, qualifiers: string): string {
  const names = [...'KVr'].filter((code) => qualifiers.includes(code));
  const added = names.map((code) => ` ${QUALIFIERS[code]}`).join('');
  return isBracketed(type, type.indexOf(HOLE))
    ? type.replace(HOLE, `${added}${HOLE}`)
    : `${type}${added}`;
}

/** As of a pointer to a function or to an array, not of these themselves. */
function isBracketed(type: string, hole: number): boolean {
  return hole !== -1 && type.charAt(hole + 1) === ')';
}

const HOLE = '•';

const DECLARATORS: Readonly<Record<string, string>> = {
  P: '*',
  R: '&',
  O: '&&',
  C: ' _Complex',
  G: ' _Imaginary',
};

const QUALIFIERS: Readonly<Record<string, string>> = { K: 'const', V: 'volatile', r: 'restrict' };

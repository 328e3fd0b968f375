import type { Cxx } from './demangle-cxx-grammar.ts';
import { readSourceName, withArguments } from './demangle-cxx-grammar.ts';
import { readUnnamed } from './demangle-cxx-names.ts';
import { OPERATORS } from './demangle-cxx-operators.ts';
import { readTemplateArgument } from './demangle-cxx-templates.ts';
import { bounded, NotMangled } from './mangled-text.ts';

/**
 * An expression, in a template's argument or within a type. Functions that exist have constants
 * there: only these are written in full. The rest is read for what follows it.
 */
export function readExpression(c: Cxx): string {
  const { source } = c;
  return source.nested(() => {
    if (source.take('L')) return readLiteral(c);
    source.take('gs');
    if (/T[\d_L]/.test(next2(c))) return c.readTemplateParameter(c);
    if (/^f(?:p[\drVKT_]|L\d)/.test(source.text.slice(source.at, source.at + 3))) {
      return readFunctionParameter(c);
    }
    const isName = /\d/.test(source.peek()) || ['sr', 'on', 'dn'].includes(next2(c));
    return isName ? readUnresolvedName(c) : bounded(readOperation(c));
  });
}

function next2({ source }: Cxx): string {
  return source.text.slice(source.at, source.at + 2);
}

/** After its `L`. */
function readLiteral(c: Cxx): string {
  const { source } = c;
  if (source.take('_Z') || source.take('Z')) {
    const name = c.readEncoding(c);
    source.expect('E');
    return name;
  }
  if (source.match(/Dn0?E/y) !== '') return 'nullptr';
  const type = source.has('Ul') ? readUnnamed(c) : c.readType(c);
  const value = source.match(/n?[0-9a-f_]*/y).replace('n', '-');
  source.expect('E');
  if (type === 'bool') return value === '1' ? 'true' : 'false';
  const suffix = INTEGERS[type];
  if (suffix !== undefined) return `${value}${suffix}`;
  return value === '' ? type : `(${type})${value}`;
}

function readFunctionParameter({ source }: Cxx): string {
  if (source.take('fpT')) return 'this';
  const number = source.match(/f(?:p|L\d+p)[rVK]*\d*_/y);
  if (number === '') throw new NotMangled();
  return `fp${/\d*(?=_$)/.exec(number)![0]}`;
}

/** What is looked up once the template's arguments are known. */
function readUnresolvedName(c: Cxx): string {
  const { source } = c;
  const scopes: string[] = [];
  if (source.take('srN')) {
    scopes.push(readUnresolvedType(c), ...source.listUntil('E', () => readSimpleName(c)));
  } else if (source.take('sr')) {
    const isName = /\d/.test(source.peek());
    if (isName) scopes.push(...source.listUntil('E', () => readSimpleName(c)));
    else scopes.push(readUnresolvedType(c));
  }
  return bounded([...scopes, readBaseName(c)].join('::'));
}

function readUnresolvedType(c: Cxx): string {
  const type = c.readType(c);
  return c.source.has('I') ? withArguments(type, c.readTemplateArguments(c)) : type;
}

function readBaseName(c: Cxx): string {
  const { source } = c;
  if (source.take('on')) return withOwnArguments(c, c.readOperator(c));
  if (!source.take('dn')) return readSimpleName(c);
  return `~${/\d/.test(source.peek()) ? readSimpleName(c) : readUnresolvedType(c)}`;
}

function readSimpleName(c: Cxx): string {
  return withOwnArguments(c, readSourceName(c));
}

function withOwnArguments(c: Cxx, name: string): string {
  return c.source.has('I') ? withArguments(name, c.readTemplateArguments(c)) : name;
}

function readOperation(c: Cxx): string {
  const { source } = c;
  const code = source.slice(2);
  const one = () => c.readExpression(c);
  const until = (end: string) => source.listUntil(end, one);
  const called = (...operands: string[]) => `${WORDS[code] ?? code}(${operands.join(', ')})`;
  switch (code) {
    case 'ad':
      return `&${one()}`;
    case 'cv': {
      const type = c.readType(c);
      return `(${type})(${source.take('_') ? until('E').join(', ') : one()})`;
    }
    case 'il':
      return `{${until('E').join(', ')}}`;
    case 'tl':
      return `${c.readType(c)}{${until('E').join(', ')}}`;
    case 'cl':
    case 'cp': {
      const [called, ...operands] = until('E');
      return `${called}(${operands.join(', ')})`;
    }
    case 'nw':
    case 'na': {
      const placed = until('_');
      const type = c.readType(c);
      const initial = source.take('pi') || !source.take('E') ? until('E') : [];
      return called(...placed, type, ...initial);
    }
    case 'dc':
    case 'sc':
    case 'cc':
    case 'rc':
      return called(c.readType(c), one());
    case 'st':
    case 'at':
    case 'ti':
      return called(c.readType(c));
    case 'tr':
      return 'throw';
    case 'sP':
      return called(...source.listUntil('E', () => readTemplateArgument(c)));
    case 'fl':
    case 'fr':
    case 'fL':
    case 'fR':
      return called(source.slice(2), one(), ...(/[LR]/.test(code) ? [one()] : []));
    case 'di':
      return `.${readSourceName(c)} = ${one()}`;
    case 'pp':
    case 'mm':
      source.take('_');
      return called(one());
    case 'qu':
    case 'dX':
      return called(one(), one(), one());
  }
  if (ONE_OPERAND.has(code)) return called(one());
  if (TWO_OPERANDS.has(code)) return `${one()}${TWO_OPERANDS.get(code)}${one()}`;
  const operator = OPERATORS[code];
  if (operator === undefined) throw new NotMangled();
  return `(${one()} ${operator} ${one()})`;
}

const ONE_OPERAND = new Set(
  ['aw', 'co', 'de', 'ng', 'nt', 'ps', 'dl', 'da'].concat([
    'te',
    'sz',
    'az',
    'nx',
    'sp',
    'tw',
    'sZ',
  ]),
);
const TWO_OPERANDS = new Map([
  ['dt', '.'],
  ['pt', '->'],
  ['ds', '.*'],
  ['dx', ': '],
]);
const WORDS: Readonly<Record<string, string>> = {
  st: 'sizeof',
  sz: 'sizeof',
  sZ: 'sizeof...',
  at: 'alignof',
  az: 'alignof',
  nx: 'noexcept',
  ti: 'typeid',
  te: 'typeid',
  nw: 'new',
  na: 'new[]',
  de: '*',
  nt: '!',
  ng: '-',
  co: '~',
};
/** The suffixes of their literals. */
const INTEGERS: Readonly<Record<string, string>> = {
  int: '',
  'unsigned int': 'u',
  long: 'l',
  'unsigned long': 'ul',
  'long long': 'll',
  'unsigned long long': 'ull',
};

import type { Cxx } from './demangle-cxx-grammar.ts';
import { readSourceName } from './demangle-cxx-grammar.ts';
import { NotMangled } from './mangled-text.ts';

/** An operator's function, as it is declared. */
export function readOperator(c: Cxx): string {
  const { source } = c;
  if (source.take('cv')) {
    const { isInConversion } = c;
    c.isInConversion = true;
    const type = c.readType(c);
    c.isInConversion = isInConversion;
    return `operator ${type}`;
  }
  if (source.take('li')) return `operator"" ${readSourceName(c)}`;
  const symbol = OPERATORS[source.slice(2)];
  if (symbol === undefined) throw new NotMangled();
  return `operator${/^\w/.test(symbol) ? ' ' : ''}${symbol}`;
}

/** Unary operators have codes of their own. */
export const OPERATORS: Readonly<Record<string, string>> = {
  aN: '&=',
  aS: '=',
  aa: '&&',
  ad: '&',
  an: '&',
  aw: 'co_await',
  cl: '()',
  cm: ',',
  co: '~',
  dV: '/=',
  da: 'delete[]',
  de: '*',
  dl: 'delete',
  dv: '/',
  eO: '^=',
  eo: '^',
  eq: '==',
  ge: '>=',
  gt: '>',
  ix: '[]',
  lS: '<<=',
  le: '<=',
  ls: '<<',
  lt: '<',
  mI: '-=',
  mL: '*=',
  mi: '-',
  ml: '*',
  mm: '--',
  na: 'new[]',
  ne: '!=',
  ng: '-',
  nt: '!',
  nw: 'new',
  oR: '|=',
  oo: '||',
  or: '|',
  pL: '+=',
  pl: '+',
  pm: '->*',
  pp: '++',
  ps: '+',
  pt: '->',
  rM: '%=',
  rS: '>>=',
  rm: '%',
  rs: '>>',
  ss: '<=>',
};

/**
 * The function's name within what linkers make of C++'s mangled names: a signature, with the
 * result's type before templates' functions, and parameters. Null for what is no signature.
 */
export function functionOfSignature(signature: string): string | null {
  const thunk = THUNK.exec(signature)?.[0] ?? '';
  const end = SIGNATURE_END.exec(signature)?.index ?? 0;
  const open = openingBracket(signature, end);
  const declared = signature.slice(thunk.length, Math.max(0, open)).trimEnd();
  if (declared === '' || /\boperator$/.test(declared)) return null;
  const enclosed = enclosedByResult(signature) ?? enclosedByResult(declared);
  if (enclosed !== null) return functionOfSignature(enclosed);
  const name = withoutResult(withoutScopesParameters(declared));
  if (name === null) return null;
  return `${thunk}${name
    .replaceAll(UNNAMED, numbered)
    .replaceAll(/\[abi:\w+\]/g, '')
    .replaceAll(/(?<=>) (?=>)/g, '')}`;
}

/** Where the bracket opens that closes at `end`; -1 for none. */
function openingBracket(text: string, end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at--) {
    if (text.charAt(at) === ')') depth++;
    else if (text.charAt(at) === '(' && --depth === 0) return at;
  }
  return -1;
}

/** `f(int)` of `char (&f(int)) [2]`, and of the first part of `char (*f(int))(long)`. */
function enclosedByResult(text: string): string | null {
  const end = text.length - 1 - (ARRAY_END.exec(text)?.[0].length ?? 0);
  const begin = openingBracket(text, end) + 1;
  const declarator =
    text.charAt(end) === ')' ? /^[*&]+(?: const)?&*/.exec(text.slice(begin, end)) : null;
  return declarator === null ? null : text.slice(begin + declarator[0].length, end);
}

/** `f(int)::Local::g` is `f::Local::g`. */
function withoutScopesParameters(text: string): string {
  const opened: number[] = [];
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    kept += character;
    if (character === '(') opened.push(kept.length - 1);
    if (character !== ')') continue;
    const begin = opened.pop() ?? 0;
    SCOPE_END.lastIndex = at + 1;
    const qualifiers = SCOPE_END.exec(text)?.[0];
    const before = kept.slice(Math.max(0, begin - 20), begin);
    const isName = kept.startsWith('(anonymous namespace)', begin) || /decltype ?$/.test(before);
    if (/'lambda\d*'$/.test(before) || (qualifiers !== undefined && !isName)) {
      kept = kept.slice(0, begin);
      at += qualifiers?.length ?? 0;
    }
  }
  return kept;
}

/** The result's type is before the last blank, but for those of an operator's name. Null where brackets do not match. */
function withoutResult(text: string): string | null {
  const opened: string[] = [];
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    OPERATOR.lastIndex = at;
    const operator = /\w/.test(text.charAt(at - 1)) ? undefined : OPERATOR.exec(text)?.[0];
    if (operator !== undefined && opened.length === 0) return text.slice(begin);
    if (operator !== undefined) at += operator.length;
    const character = text.charAt(at);
    if (character === ' ' && opened.length === 0) begin = at + 1;
    else if ('([{<'.includes(character) && character !== '') opened.push(character);
    else if (')]}'.includes(character) && character !== '') {
      // What is greater within an expression opens nothing.
      while (opened.at(-1) === '<') opened.pop();
      if (opened.pop() === undefined) return null;
    } else if (character === '>' && opened.at(-1) === '<') opened.pop();
  }
  return opened.length === 0 ? text.slice(begin) : null;
}

/** `'lambda'`, `'lambda0'`: the first and the second. */
function numbered(_: string, kind: string, number: string): string {
  return `{${kind}#${number === '' ? 1 : Number(number) + 2}}`;
}

const THUNK = /^(?:(?:non-)?virtual thunk|covariant return thunk) to /;
const SIGNATURE_END = /\)(?: const| volatile| &&?)*(?: \(\.[\w.]+\))?(?: \[\d*\])*$/;
const ARRAY_END = /(?: \[\d*\])+$/;
const SCOPE_END = /(?: const| volatile| &&?)*(?=::)/y;
const OPERATOR = /operator(?:->\*?|<=>|<<=|>>=|<<|>>|<=|>=|<|>|(?!\w))/y;
const UNNAMED = /'(lambda|unnamed|block-literal)(\d*)'/g;

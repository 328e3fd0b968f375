import type { Cxx } from './demangle-cxx-grammar.ts';
import { readSourceName, withArguments } from './demangle-cxx-grammar.ts';
import { bounded, NotMangled } from './mangled-text.ts';

/** A name; of an encoding, it gives its templates' arguments to what follows. */
export function readName(c: Cxx, isOfEncoding = false): string {
  const { source } = c;
  return source.nested(() => {
    if (source.take('N')) return readNestedName(c, isOfEncoding);
    if (source.take('Z')) return readLocalName(c, isOfEncoding);
    if (source.has('S') && !source.has('St')) {
      const template = readSubstitution(c);
      return bounded(withArguments(template, readArgumentsOfName(c, isOfEncoding)));
    }
    const scope = source.take('St') ? 'std::' : '';
    const name = `${scope}${readUnqualifiedName(c, '')}`;
    if (!source.has('I')) return name;
    c.substitutions.push(name);
    return bounded(withArguments(name, readArgumentsOfName(c, isOfEncoding)));
  });
}

function readArgumentsOfName(c: Cxx, isOfEncoding: boolean): readonly string[] {
  const listed = c.readTemplateArguments(c);
  if (isOfEncoding) c.templateArguments = listed;
  return listed;
}

/** Every prefix may be referred to later, but not the whole. */
function readNestedName(c: Cxx, isOfEncoding: boolean): string {
  const { source, substitutions } = c;
  source.match(/[rVKH]*[RO]?/y);
  let name = source.take('St') ? 'std' : '';
  while (!source.take('E')) {
    if (source.has('I')) {
      if (name === '') throw new NotMangled();
      name = withArguments(name, readArgumentsOfName(c, isOfEncoding));
    } else if (source.has('S') && !source.has('St')) {
      name = scoped(name, readSubstitution(c));
      // Known already.
      continue;
    } else if (source.has('T')) {
      name = scoped(name, c.readTemplateParameter(c));
    } else if (source.has('Dt') || source.has('DT')) {
      name = scoped(name, c.readType(c));
      continue;
    } else {
      name = scoped(name, readUnqualifiedName(c, name));
      // A lambda in a member's initial value has that member as its scope.
      source.take('M');
    }
    substitutions.push(bounded(name));
  }
  if (name === '') throw new NotMangled();
  substitutions.pop();
  return name;
}

function scoped(scope: string, name: string): string {
  return scope === '' ? name : `${scope}::${name}`;
}

/** Within a function. */
function readLocalName(c: Cxx, isOfEncoding: boolean): string {
  const { source } = c;
  const scope = c.readEncoding(c);
  source.expect('E');
  if (source.take('s')) {
    readDiscriminator(c);
    return `${scope}::string literal`;
  }
  // Of a default argument.
  if (source.take('d')) {
    source.match(/n?\d*/y);
    source.expect('_');
  }
  const name = bounded(`${scope}::${readName(c, isOfEncoding)}`);
  readDiscriminator(c);
  return name;
}

function readDiscriminator({ source }: Cxx): void {
  source.match(/__\d+_|_\d/y);
}

function readUnqualifiedName(c: Cxx, scope: string): string {
  const { source } = c;
  // Of internal linkage; a friend.
  source.match(/[LF]*/y);
  let text: string;
  if (/\d/.test(source.peek())) {
    text = readSourceName(c);
  } else if (source.has('U')) {
    text = readUnnamed(c);
  } else if (source.take('DC')) {
    text = `[${source.listUntil('E', () => readSourceName(c)).join(', ')}]`;
  } else if (source.has('C') || source.has('D')) {
    const isDestructor = source.next() === 'D';
    const inherits = source.take('I');
    if (scope === '' || source.match(/[0-5]/y) === '') throw new NotMangled();
    if (inherits) c.readType(c);
    text = `${isDestructor ? '~' : ''}${lastOf(scope)}`;
  } else {
    text = c.readOperator(c);
  }
  while (source.take('B')) readSourceName(c);
  return text;
}

/** Lambdas and other types without a name, counted from 1. */
export function readUnnamed(c: Cxx): string {
  const { source } = c;
  let kind = 'unnamed';
  if (source.take('Ul')) {
    kind = 'lambda';
    readLambdaParameters(c);
  } else if (source.take('Ub')) kind = 'block';
  else source.expect('Ut');
  const digits = source.match(/\d*/y);
  source.expect('_');
  return `{${kind}#${digits === '' ? 1 : Number(digits) + 2}}`;
}

function readLambdaParameters(c: Cxx): void {
  const { source, isInLambda } = c;
  c.isInLambda = true;
  // Parameters of its template, which it declares.
  while (/^T[ypnt]/.test(source.text.slice(source.at, source.at + 2))) {
    const [, kind] = source.slice(2);
    if (kind === 'n') c.readType(c);
    else if (kind === 't') throw new NotMangled();
  }
  source.listUntil('E', () => c.readType(c));
  c.isInLambda = isInLambda;
}

/** The class's own name, of which constructors have theirs. */
function lastOf(scope: string): string {
  let depth = 0;
  let end = scope.length;
  for (let at = scope.length - 1; at >= 0; at--) {
    const character = scope.charAt(at);
    if (character === '>') depth++;
    else if (character === '<' && --depth === 0) end = Math.min(end, at);
    else if (character === ':' && depth === 0) return scope.slice(at + 1, end);
  }
  return scope.slice(0, end);
}

export function readSubstitution(c: Cxx): string {
  const { source, substitutions } = c;
  source.expect('S');
  const standard = STANDARD[source.peek()];
  if (standard !== undefined) {
    source.next();
    while (source.take('B')) readSourceName(c);
    return standard;
  }
  const digits = source.match(/[0-9A-Z]*/y);
  source.expect('_');
  const found = substitutions[digits === '' ? 0 : Number.parseInt(digits, 36) + 1];
  if (found === undefined) throw new NotMangled();
  return found;
}

const STANDARD: Readonly<Record<string, string>> = {
  a: 'std::allocator',
  b: 'std::basic_string',
  d: 'std::iostream',
  i: 'std::istream',
  o: 'std::ostream',
  s: 'std::string',
};

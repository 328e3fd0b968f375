import type { Cxx } from './demangle-cxx-grammar.ts';
import { NotMangled } from './mangled-text.ts';

export function readTemplateParameter(c: Cxx): string {
  const { source } = c;
  const parameter = source.match(/T(?:L\d*_)?\d*_/y);
  if (parameter === '') throw new NotMangled();
  const digits = /^T(\d*)_$/.exec(parameter)?.[1];
  if (c.isInLambda || digits === undefined) return 'auto';
  const index = digits === '' ? 0 : Number(digits) + 1;
  return c.templateArguments[index] ?? (c.isInConversion ? `‹${index}›` : 'auto');
}

export function readTemplateArguments(c: Cxx): readonly string[] {
  const { source, isInConversion } = c;
  source.expect('I');
  c.isInConversion = false;
  const listed = source.listUntil('E', () => readTemplateArgument(c));
  c.isInConversion = isInConversion;
  return listed;
}

export function readTemplateArgument(c: Cxx): string {
  const { source } = c;
  return source.nested(() => {
    if (source.has('L')) return c.readExpression(c);
    if (source.take('X')) {
      const expression = c.readExpression(c);
      source.expect('E');
      return expression;
    }
    if (!source.take('J')) return c.readType(c);
    return source
      .listUntil('E', () => readTemplateArgument(c))
      .filter((argument) => argument !== '')
      .join(', ');
  });
}

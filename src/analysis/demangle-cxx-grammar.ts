import type { MangledText } from './mangled-text.ts';

/** What is known within a mangled name of C++, and its rules, which refer to each other in circles. */
export interface Cxx {
  readonly source: MangledText;
  /** What `S_`, `S0_` … refer to. */
  readonly substitutions: string[];
  /** What `T_`, `T0_` … refer to. */
  templateArguments: readonly string[];
  /** `T_` is a parameter declared `auto` here. */
  isInLambda: boolean;
  /** `T_` may refer to arguments that follow here, and is not followed by its own. */
  isInConversion: boolean;
  readonly readEncoding: (c: Cxx) => string;
  readonly readName: (c: Cxx) => string;
  readonly readOperator: (c: Cxx) => string;
  readonly readType: (c: Cxx) => string;
  readonly readTemplateParameter: (c: Cxx) => string;
  readonly readTemplateArguments: (c: Cxx) => readonly string[];
  readonly readExpression: (c: Cxx) => string;
}

/** `>>` and not `> >`, as C++ has it since 2011. */
export function withArguments(name: string, listed: readonly string[]): string {
  return `${name}<${listed.filter((argument) => argument !== '').join(', ')}>`;
}

/** Takes a name's length and so much of it. */
export function readSourceName({ source }: Cxx): string {
  const name = source.slice(source.decimal());
  return name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name;
}

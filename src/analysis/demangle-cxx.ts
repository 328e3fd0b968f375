import { readEncoding } from './demangle-cxx-encoding.ts';
import { readExpression } from './demangle-cxx-expressions.ts';
import type { Cxx } from './demangle-cxx-grammar.ts';
import { readName } from './demangle-cxx-names.ts';
import { readOperator } from './demangle-cxx-operators.ts';
import { readTemplateArguments, readTemplateParameter } from './demangle-cxx-templates.ts';
import { readType } from './demangle-cxx-types.ts';
import { MangledText, NotMangled } from './mangled-text.ts';

/**
 * C++'s mangling, https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling: the function's name
 * with its templates' arguments, without its own result and parameters. Null for other names.
 */
export function demangleCxx(name: string): string | null {
  if (!/^_?_Z[\dA-Za-z]/.test(name)) return null;
  const text = inBytes(name);
  const c: Cxx = {
    source: new MangledText(text, text.indexOf('Z') + 1),
    substitutions: [],
    templateArguments: [],
    isInLambda: false,
    isInConversion: false,
    readEncoding,
    readName,
    readOperator,
    readType,
    readTemplateParameter,
    readTemplateArguments,
    readExpression,
  };
  const demangled = readEncoding(c);
  if (!c.source.done && !SUFFIX.test(c.source.rest)) throw new NotMangled();
  return text === name ? demangled : fromBytes(demangled);
}

/** Lengths count bytes of UTF-8: as many characters. */
function inBytes(name: string): string {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length === name.length) return name;
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function fromBytes(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (byte) => byte.charCodeAt(0)));
}

/** What compilers add to copies of a function: `.llvm.123`, `.isra.0`, `.1`. */
const SUFFIX = /^(?:\.\w+)+$/;

import { demangle } from './demangle.ts';

/** One call of a stack, as V8 writes it. */
export interface Frame {
  /** Demangled; `wasm[25]` of a WASM function without a name. */
  readonly function: string;
  /** Of a JavaScript frame. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly isWasm: boolean;
}

/** Whether a file or its address is of the program itself: not of Node, nor of a package. */
export const isOfProgram = (file: string): boolean =>
  !/^$|^node:|[\\/]node_modules[\\/]/.test(file);

/** Reads the lines of an error's stack; what is no frame is left out. */
export function parseStack(lines: readonly string[]): Frame[] {
  return lines.flatMap((line) => {
    const frame = parseFrame(line.trim());
    return frame === null ? [] : [frame];
  });
}

function parseFrame(line: string): Frame | null {
  const wasm = WASM.exec(line);
  if (wasm !== null) {
    const [, name = '', module, index] = wasm;
    const named = functionOf(name, module) ?? `wasm[${index}]`;
    return { function: named, file: null, line: null, column: null, isWasm: true };
  }
  const script = SCRIPT.exec(line);
  if (script === null) return null;
  const [, name, inBrackets, alone] = script;
  const place = PLACE.exec(inBrackets ?? alone ?? '');
  if (place === null) return null;
  return {
    function: name?.replace(/^async /, '') ?? '(anonymous)',
    file: place[1]!.replace(/^file:\/\//, ''),
    line: Number(place[2]),
    column: Number(place[3]),
    isWasm: false,
  };
}

/** A module that has a name leads that of its functions, and stands for one without. */
function functionOf(name: string, module: string | undefined): string | null {
  if (name === '' || name === module) return null;
  const isLed = module !== undefined && name.startsWith(`${module}.`);
  return demangle(isLed ? name.slice(module.length + 1) : name);
}

/** Names of functions may hold brackets and blanks: Rust's do. */
const WASM =
  /^at (?:(.*) \()?wasm:\/\/wasm\/(?:(.*)-)?[0-9a-f]+:wasm-function\[(\d+)\]:0x[0-9a-f]+\)?$/;
const SCRIPT = /^at (?:(?:(.+?) \((.*)\))|(.*))$/;
const PLACE = /^(.*):(\d+):(\d+)$/;

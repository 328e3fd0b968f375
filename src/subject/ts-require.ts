import { createRequire } from 'node:module';
import { compile } from './ts-compile.ts';
import { isTypeScript, resolveTypeScript } from './ts-resolve.ts';

/** The parts of Node's CommonJS loader that are there for this, though not documented. */
interface CommonJsLoader {
  _resolveFilename(request: string, parent: Parent | undefined, ...rest: unknown[]): string;
  _extensions: Record<string, (module: LoadedModule, filename: string) => void>;
}
interface Parent {
  readonly filename?: string | null;
}
interface LoadedModule {
  _compile(code: string, filename: string, format: string): void;
}

/** Lets `require` in this thread find and load TypeScript. */
export function requireTypeScript(): void {
  const loader = createRequire(import.meta.url)('node:module') as CommonJsLoader;
  const usual = loader._resolveFilename;
  loader._resolveFilename = function resolve(request, parent, ...rest) {
    const from = parent?.filename ?? null;
    const own = from !== null && isTypeScript(from) ? resolveTypeScript(request, from) : null;
    return own ?? usual.call(this, request, parent, ...rest);
  };
  for (const ending of ['.ts', '.mts', '.cts', '.tsx']) {
    loader._extensions[ending] = (module, filename) => {
      const { format, code } = compile(filename);
      module._compile(code, filename, format);
    };
  }
}

import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile, exportedNames } from './ts-compile.ts';
import { isTypeScript, resolveTypeScript } from './ts-resolve.ts';

/**
 * The two hooks of Node's module loader, for `import`. `require` is dealt with elsewhere: what is
 * imported and turns out to be CommonJS is handed over to it, for the loader's own way of doing so
 * differs between versions and has no hooks inside on some (20 to 22).
 */
export function resolveHook(
  specifier: string,
  { parentURL }: { parentURL?: string | undefined },
): { url: string; shortCircuit: true } | null {
  const parent = pathOf(parentURL);
  if (parent === null || !isTypeScript(parent)) return null;
  const path = resolveTypeScript(specifier, parent);
  return path === null ? null : { url: pathToFileURL(path).href, shortCircuit: true };
}

export function loadHook(
  url: string,
  { conditions, importAttributes }: LoadContext,
): { format: 'module'; source: string; shortCircuit: true } | null {
  const path = pathOf(url);
  if (path === null || [...(conditions ?? [])].includes('require')) return null;
  const source = isTypeScript(path)
    ? moduleSource(path)
    : // TypeScript imports JSON without saying that it is.
      path.endsWith('.json') && importAttributes?.type === undefined
      ? commonJsAsModule([])
      : null;
  return source === null ? null : { format: 'module', source, shortCircuit: true };
}

interface LoadContext {
  /** Missing before Node 22.15, where these hooks are not asked about `require`; a set in that. */
  readonly conditions?: Iterable<string> | undefined;
  readonly importAttributes?: { readonly type?: string | undefined } | undefined;
}

function moduleSource(path: string): string {
  const { format, code } = compile(path);
  return format === 'module' ? code : commonJsAsModule(exportedNames(code));
}

/** A module around a CommonJS file at its own address, with the exports that Node would give it. */
function commonJsAsModule(names: readonly string[]): string {
  const named = names.filter((name) => name !== 'default');
  return [
    `import { createRequire } from 'node:module';`,
    `import { fileURLToPath } from 'node:url';`,
    `const exported = createRequire(import.meta.url)(fileURLToPath(import.meta.url));`,
    `export default exported;`,
    ...named.map((name, i) => `const name${i} = exported[${JSON.stringify(name)}];`),
    named.length > 0
      ? `export { ${named.map((name, i) => `name${i} as ${name}`).join(', ')} };`
      : '',
  ].join('\n');
}

function pathOf(url: string | undefined): string | null {
  return url?.startsWith('file:') === true ? fileURLToPath(url.replace(/[?#].*$/, '')) : null;
}

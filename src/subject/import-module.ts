import { pathToFileURL } from 'node:url';

/** Imports a module of the user's, TypeScript as it stands. */
export const importModule = (path: string): Promise<Record<string, unknown>> =>
  /\.[mc]?ts$/.test(path) ? importTypeScript(path) : importFile(path);

const importFile = (path: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(path).href);

let enabling: Promise<void> | null = null;

/** What others don't need is not loaded for them. */
async function importTypeScript(path: string): Promise<Record<string, unknown>> {
  enabling ??= import('./typescript.ts').then(({ enableTypeScript }) => enableTypeScript());
  await enabling;
  return importFile(path);
}

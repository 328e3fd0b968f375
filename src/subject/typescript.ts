import type {
  LoadFnOutput,
  LoadHookContext,
  ResolveFnOutput,
  ResolveHookContext,
} from 'node:module';
import module from 'node:module';
import { loadHook, resolveHook } from './ts-hooks.ts';
import { requireTypeScript } from './ts-require.ts';

/** On Node 22.15 and later; the types here are those of Node 20. */
interface HooksInThread {
  registerHooks?(hooks: {
    resolve(
      specifier: string,
      context: ResolveHookContext,
      next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
    ): ResolveFnOutput;
    load(
      url: string,
      context: LoadHookContext,
      next: (url: string, context: LoadHookContext) => LoadFnOutput,
    ): LoadFnOutput;
  }): void;
}

/**
 * Lets this thread load TypeScript as it stands, on every Node: with enums, parameter properties,
 * './y.js' for y.ts, names without an ending and the `paths` of a tsconfig, none of which Node's own
 * removal of types has. To be called at most once, and only where it is needed: it costs some 100 ms.
 */
export function enableTypeScript(): void {
  process.setSourceMapsEnabled(true);
  requireTypeScript();
  const { registerHooks } = module as HooksInThread;
  if (registerHooks === undefined) {
    module.register('./ts-hooks-thread.js', import.meta.url);
  } else {
    registerHooks({
      resolve: (specifier, context, next) =>
        resolveHook(specifier, context) ?? next(specifier, context),
      load: (url, context, next) => loadHook(url, context) ?? next(url, context),
    });
  }
}

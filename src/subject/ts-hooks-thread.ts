import type { LoadHook, ResolveHook } from 'node:module';
import { loadHook, resolveHook } from './ts-hooks.ts';

/** The hooks as Nodes before 22.15 run them: in a thread of their own. */
export const resolve: ResolveHook = (specifier, context, next) =>
  resolveHook(specifier, context) ?? next(specifier, context);

export const load: LoadHook = (url, context, next) => loadHook(url, context) ?? next(url, context);

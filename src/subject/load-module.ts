import { pathToFileURL } from 'node:url';
import { LeaklabError } from '../errors.ts';
import type { Contract } from './contract.ts';
import type { LoadResult } from './loaded.ts';
import type { SubjectSource } from './source.ts';

type ModuleSource = SubjectSource & { kind: 'module' };

export async function loadModule(source: ModuleSource): Promise<LoadResult> {
  let contract: Partial<Contract> & Pick<Contract, 'operation'>;
  try {
    contract = resolveContract(await import(pathToFileURL(source.path).href), source);
  } catch (thrown) {
    return { ok: false, phase: 'load', thrown: located(thrown, source.path) };
  }
  const { operation, setup, teardown } = contract;
  let state: unknown;
  try {
    state = await setup?.();
  } catch (thrown) {
    return { ok: false, phase: 'setup', thrown };
  }
  const input = source.input === undefined ? null : inputTemplate(source.input);
  return {
    ok: true,
    subject: {
      operation:
        setup !== undefined
          ? (index) => operation(state, index)
          : input !== null
            ? (index) => operation(input(index), index)
            : (index) => operation(index, index),
      teardown: () => teardown?.(state),
      linearMemory: null,
    },
  };
}

/** V8's syntax errors don't say where; only their printed form does. */
function located(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof SyntaxError)) return thrown;
  return new LeaklabError(
    'subject',
    `${path} (or a module that it imports) does not parse: ${thrown.message}.`,
    {
      cause: thrown,
    },
  );
}

type Exports = Record<string, unknown>;

/** Finds the contract among a module's exports, by name or on its default export. */
function resolveContract(
  exports: Exports,
  source: ModuleSource,
): Partial<Contract> & Pick<Contract, 'operation'> {
  const fallback = exports.default;
  const named = (name: string): unknown =>
    exports[name] ?? (isHolder(fallback) ? (fallback as unknown as Exports)[name] : undefined);
  const operation =
    source.export !== null
      ? source.export === 'default'
        ? fallback
        : named(source.export)
      : (named('operation') ?? fallback);
  if (typeof operation !== 'function') {
    const found = Object.keys(exports);
    throw new LeaklabError(
      'subject',
      `${source.path} exports no ${source.export ?? 'operation'} that is a function: it exports ${
        found.length === 0 ? 'nothing' : found.join(', ')
      }. Export a function \`operation\`, or make it the default export.`,
    );
  }
  return {
    operation: operation as Contract['operation'],
    ...optional('setup', named('setup'), source.path),
    ...optional('teardown', named('teardown'), source.path),
  };
}

const isHolder = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function optional(name: 'setup' | 'teardown', value: unknown, path: string): Partial<Contract> {
  if (value === undefined) return {};
  if (typeof value === 'function') return { [name]: value };
  throw new LeaklabError(
    'subject',
    `${path} exports ${name} as ${typeof value}; expected a function.`,
  );
}

/** Every string "$i" in the input stands for the operation's index. */
function inputTemplate(input: unknown): (index: number) => unknown {
  if (!JSON.stringify(input).includes('"$i"')) return () => input;
  const fill = (value: unknown, index: number): unknown => {
    if (value === '$i') return index;
    if (Array.isArray(value)) return value.map((item) => fill(item, index));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, index)]));
  };
  return (index) => fill(input, index);
}

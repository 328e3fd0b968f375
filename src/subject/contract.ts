import { LeaklabError } from '../errors.ts';

/**
 * What a module must export, by name or as properties of its default export, to be measured.
 * A default export that is a function is the operation.
 */
export interface Contract<State = unknown> {
  /** The operation that is repeated. Its result is dropped; a promise is awaited. */
  operation(state: State, index: number): unknown;
  /** Called once in every worker, before the first operation. */
  setup?(): State | Promise<State>;
  /** Called once in every worker, after the last operation. */
  teardown?(state: State): unknown;
}

export type Resolved = Partial<Contract> & Pick<Contract, 'operation'>;

type Exports = Readonly<Record<string, unknown>>;

/**
 * Finds the contract among a module's exports. `name` is the export that is the operation; null for
 * the one that the contract names. What is found on a default export is called as its method.
 */
export function resolveContract(exports: Exports, name: string | null): Resolved {
  const fallback = defaultOf(exports);
  const named = (key: string): unknown => byName(exports, fallback, key);
  const operation =
    name === null ? (named('operation') ?? fallback) : name === 'default' ? fallback : named(name);
  if (typeof operation !== 'function') throw noOperation(exports, fallback, name);
  refuseUncallable(operation, name ?? 'operation');
  return {
    operation: operation as Contract['operation'],
    ...optional('setup', named('setup')),
    ...optional('teardown', named('teardown')),
  };
}

/** What compilers make of `export default` in CommonJS is one level deeper for an import. */
export function defaultOf(exports: Exports): unknown {
  const { default: outer } = exports;
  return isHolder(outer) && outer.__esModule === true && 'default' in outer ? outer.default : outer;
}

/** What CommonJS has on its default export, Node may give by name as well: it stays a method. */
function byName(exports: Exports, holder: unknown, key: string): unknown {
  const inner = isHolder(holder) ? holder[key] : undefined;
  const outer = exports[key];
  if (outer !== undefined && outer !== inner) return outer;
  return typeof inner === 'function' ? inner.bind(holder) : inner;
}

const isHolder = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Functions of which a plain call does no work. */
function refuseUncallable(operation: object, name: string): void {
  const tag = Object.prototype.toString.call(operation);
  if (tag.endsWith('GeneratorFunction]')) {
    throw new LeaklabError(
      'subject',
      `the ${name} is a generator, of which a call does nothing: export a function that iterates over it to its end`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(operation))) {
    throw new LeaklabError(
      'subject',
      `the ${name} is a class, which can't be called: export a function, or an instance with a method \`operation\``,
    );
  }
}

function noOperation(exports: Exports, fallback: unknown, name: string | null): LeaklabError {
  // On newer Nodes the whole of a CommonJS module is among the names, too.
  const names = Object.keys(exports).filter((key) => !/^(module\.exports|__esModule)$/.test(key));
  const inner = membersOf(fallback);
  const listed = names.map((key) =>
    key === 'default' && inner.length > 0 ? `default (with ${inner.join(', ')})` : key,
  );
  const callable = [...new Set([...names, ...inner])].filter(
    (key) =>
      !['default', 'setup', 'teardown'].includes(key) &&
      typeof byName(exports, fallback, key) === 'function',
  );
  const what =
    listed.length === 0
      ? 'it exports nothing'
      : `it exports no ${name ?? 'operation'} that is a function, but ${listed.join(', ')}`;
  const advice =
    callable.length > 0
      ? `name the one that is to be repeated, as in --export ${callable[0]}`
      : 'export a function `operation`, or make it the default export';
  return new LeaklabError('subject', `${what}: ${advice}`);
}

/** Of an instance, its methods as well. */
function membersOf(holder: unknown): string[] {
  if (typeof holder !== 'object' || holder === null) return [];
  const parent: unknown = Object.getPrototypeOf(holder);
  const methods =
    parent === Object.prototype || parent === null ? [] : Object.getOwnPropertyNames(parent);
  return [...Object.keys(holder), ...methods].filter(
    (key) => key !== '__esModule' && key !== 'constructor',
  );
}

function optional(name: 'setup' | 'teardown', value: unknown): Partial<Contract> {
  if (value === undefined) return {};
  if (typeof value === 'function') return { [name]: value };
  throw new LeaklabError('subject', `${name} is exported as ${typeof value}; expected a function`);
}

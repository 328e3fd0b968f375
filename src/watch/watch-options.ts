import { LeaklabError } from '../errors.ts';
import { bytes, duration, textReader, whole } from '../options.ts';
import { DEFAULTS } from './defaults.ts';

/** What a program may say; all times in milliseconds. What is left out is as the environment has it. */
export interface WatchOptions {
  /** Nothing is suspected before so much time was watched, unless the heap is nearly full (90 minutes). */
  readonly afterMs?: number;
  /** Of the estimator's interval: 0.5 to 0.999999 (0.999). */
  readonly confidence?: number;
  /** One major collection in so much time is read at most (1 s). */
  readonly floorEveryMs?: number;
  /** Stretches of which the lowest floor counts; they are doubled as time passes (2 min). */
  readonly stretchMs?: number;
  /** Worker threads report to the main thread so often (10 s). */
  readonly reportEveryMs?: number;
  /** Where metrics are served on 127.0.0.1; 0 for any free port, null for none (null). */
  readonly port?: number | null;
  /** A folder for one heap snapshot of a process that is suspected; null for none (null). */
  readonly snapshotOnLeak?: string | null;
  /** What the snapshots in that folder may take together (1 GiB). */
  readonly snapshotBudgetBytes?: number;
}

export type ResolvedWatchOptions = Required<WatchOptions>;

type Name =
  | 'AFTER'
  | 'CONFIDENCE'
  | 'FLOOR_EVERY'
  | 'STRETCH'
  | 'REPORT_EVERY'
  | 'PORT'
  | 'SNAPSHOT_ON_LEAK'
  | 'SNAPSHOT_BUDGET';

/** The variables are `LEAKLAB_WATCH_AFTER=2h` and so on. */
export const WATCH_VARIABLES = 'LEAKLAB_WATCH_';

/**
 * Options as the environment has them, and above them what a program says. Throws a LeaklabError
 * (`usage`) where one can't be used.
 */
export function resolveWatchOptions(
  environment: NodeJS.ProcessEnv,
  given: WatchOptions = {},
): ResolvedWatchOptions {
  check(given);
  return { ...fromEnvironment(environment), ...defined(given) };
}

function fromEnvironment(environment: NodeJS.ProcessEnv): ResolvedWatchOptions {
  const read = textReader<Name>(textsOf(environment), (name) => `${WATCH_VARIABLES}${name}`);
  const time = 'a time such as 500ms, 10s or 2h';
  const size = 'a size such as 500MiB or 2GiB';
  const share = 'a share from 0.5 to 0.999999';
  return {
    afterMs: read('AFTER', durationOrNone, DEFAULTS.afterMs, time),
    confidence: read(
      'CONFIDENCE',
      (text) => confidenceOf(Number(text)),
      DEFAULTS.confidence,
      share,
    ),
    floorEveryMs: read('FLOOR_EVERY', duration, DEFAULTS.floorEveryMs, time),
    stretchMs: read('STRETCH', duration, DEFAULTS.stretchMs, time),
    reportEveryMs: read('REPORT_EVERY', duration, DEFAULTS.reportEveryMs, time),
    port: read('PORT', (text) => whole(text, 0, LAST_PORT), null, 'a port from 0 to 65535'),
    snapshotOnLeak: read('SNAPSHOT_ON_LEAK', (text) => text, null, 'a folder'),
    snapshotBudgetBytes: read('SNAPSHOT_BUDGET', bytes, DEFAULTS.snapshotBudgetBytes, size),
  };
}

const LAST_PORT = 65_535;

const durationOrNone = (text: string): number | null => (/^0\D*$/.test(text) ? 0 : duration(text));

const confidenceOf = (value: number): number | null =>
  value >= 0.5 && value <= 0.999_999 ? value : null;

/** A variable that is set to nothing is not set. */
function textsOf(environment: NodeJS.ProcessEnv): Partial<Record<Name, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([key, text]) =>
      key.startsWith(WATCH_VARIABLES) && text !== undefined && text.trim() !== ''
        ? [[key.slice(WATCH_VARIABLES.length), text]]
        : [],
    ),
  );
}

function defined(given: WatchOptions): Partial<ResolvedWatchOptions> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const isNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => ({
  fits: (value: unknown) => typeof value === 'number' && value >= least && value <= most,
  expected: `a number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}`,
});

const CHECKS: Readonly<
  Record<keyof WatchOptions, { fits(value: unknown): boolean; expected: string }>
> = {
  afterMs: isNumber(0),
  confidence: isNumber(0.5, 0.999_999),
  floorEveryMs: isNumber(0),
  stretchMs: isNumber(1),
  reportEveryMs: isNumber(1, 2 ** 31 - 1),
  port: {
    fits: (value) =>
      value === null ||
      (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LAST_PORT),
    expected: 'a port from 0 to 65535, or null',
  },
  snapshotOnLeak: {
    fits: (value) => value === null || (typeof value === 'string' && value !== ''),
    expected: 'the path of a folder, or null',
  },
  snapshotBudgetBytes: isNumber(0),
};

function check(given: WatchOptions): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, name)) {
      const known = Object.keys(CHECKS).join(', ');
      throw new LeaklabError('usage', `watch() knows no option "${name}": there are ${known}.`);
    }
    const { fits, expected } = CHECKS[name as keyof WatchOptions];
    if (value === undefined || fits(value)) continue;
    throw new LeaklabError(
      'usage',
      `watch() can't use ${name} ${JSON.stringify(value)}: expected ${expected}.`,
    );
  }
}

import { LeaklabError } from './errors.ts';
import type { Settings } from './record/schema.ts';

/** What a user may leave out; as written on the command line. */
export type SettingTexts = { readonly [Name in SettingName]?: string | undefined } & {
  readonly 'until-oom'?: boolean | undefined;
};

type SettingName =
  | 'threads'
  | 'budget'
  | 'timeout'
  | 'limit'
  | 'confidence'
  | 'detect'
  | 'seed'
  | 'iterations';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MIB = 2 ** 20;

export const DEFAULTS: Settings = {
  threads: 1,
  // On a busy machine the slowest of clean programs need more than ten.
  budgetMs: 20 * SECOND,
  timeoutMs: 30 * SECOND,
  limitBytes: 256 * MIB,
  confidence: 0.999,
  detectBytesPerOperation: 1,
  // 1 KB a second fills a gigabyte in twelve days. It concerns operations of more than 1 ms.
  detectBytesPerSecond: 1000,
  seed: 1,
  untilOom: false,
  iterations: null,
  onlyMemory: null,
  limitGiven: false,
  commonOperations: false,
};

/** Filling 256 MiB takes longer than being certain that it will be filled. */
const UNTIL_OOM_BUDGET_MS = 2 * MINUTE;

/** Below this V8 can't even start the worker with its agent. */
const LEAST_LIMIT_BYTES = 16 * MIB;
/** A 32-bit linear memory ends here, and so does what a worker's heap may sensibly be given. */
const MOST_LIMIT_BYTES = 4096 * MIB;

/** `called` is how a setting is named in an error, after where it was written. */
export function resolveSettings(
  texts: SettingTexts,
  called: (name: string) => string = (name) => `--${name}`,
): Settings {
  const untilOom = texts['until-oom'] ?? DEFAULTS.untilOom;
  const given = textReader<SettingName>(texts, called);
  return {
    onlyMemory: DEFAULTS.onlyMemory,
    threads: given(
      'threads',
      (text) => whole(text, 1, 64),
      DEFAULTS.threads,
      'a number from 1 to 64',
    ),
    budgetMs: given(
      'budget',
      duration,
      untilOom ? UNTIL_OOM_BUDGET_MS : DEFAULTS.budgetMs,
      'a time such as 500ms, 10s or 2m',
    ),
    timeoutMs: given('timeout', duration, DEFAULTS.timeoutMs, 'a time such as 500ms, 10s or 2m'),
    limitBytes: given(
      'limit',
      (text) => within(bytes(text), LEAST_LIMIT_BYTES, MOST_LIMIT_BYTES),
      DEFAULTS.limitBytes,
      'a size from 16MiB to 4GiB, such as 64MiB',
    ),
    confidence: given(
      'confidence',
      confidence,
      DEFAULTS.confidence,
      'a share from 0.5 to 0.999999, or a percentage such as 99.9%',
    ),
    detectBytesPerOperation: given(
      'detect',
      (text) => within(bytes(text), Number.MIN_VALUE, Number.MAX_VALUE),
      DEFAULTS.detectBytesPerOperation,
      'a number of bytes above 0, such as 0.5 or 1KiB',
    ),
    // A rate that was asked for is meant as it is.
    detectBytesPerSecond: texts.detect === undefined ? DEFAULTS.detectBytesPerSecond : null,
    seed: given(
      'seed',
      (text) => whole(text, 0, 2 ** 32 - 1),
      DEFAULTS.seed,
      'a whole number from 0 to 4294967295',
    ),
    untilOom,
    iterations: given(
      'iterations',
      (text) => whole(text, 1, Number.MAX_SAFE_INTEGER),
      DEFAULTS.iterations,
      'a whole number above 0',
    ),
    limitGiven: texts.limit !== undefined,
    commonOperations: DEFAULTS.commonOperations,
  };
}

type ReadText<Name extends string> = <Value, Fallback>(
  name: Name,
  /** Null of what it can't be read from. */
  read: (text: string) => Value | null,
  fallback: Fallback,
  expected: string,
) => Value | Fallback;

/** Reads options that were typed; what can't be used is an error that says what was expected. */
export function textReader<Name extends string>(
  texts: Readonly<Partial<Record<Name, string | undefined>>>,
  called: (name: string) => string = (name) => `--${name}`,
): ReadText<Name> {
  return (name, read, fallback, expected) => {
    const text = texts[name];
    if (text === undefined) return fallback;
    const value = read(text.trim());
    if (value !== null) return value;
    throw new LeaklabError(
      'usage',
      `${called(name)} ${JSON.stringify(text)} can't be used: expected ${expected}.`,
    );
  };
}

/** A whole number within bounds, or null. */
export function whole(text: string, least: number, most: number): number | null {
  return /^\d+$/.test(text) ? within(Number(text), least, most) : null;
}

function within(value: number | null, least: number, most: number): number | null {
  return value !== null && value >= least && value <= most ? value : null;
}

/** Milliseconds from "250ms", "10s", "2m", "1h"; a bare number counts seconds. */
export function duration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/i.exec(text);
  if (match === null) return null;
  const factors: Record<string, number> = {
    ms: 1,
    s: SECOND,
    m: MINUTE,
    min: MINUTE,
    h: 60 * MINUTE,
  };
  const ms = Number(match[1]) * factors[(match[2] ?? 's').toLowerCase()]!;
  // setTimeout fires at once for anything longer.
  return within(ms, 1, 2 ** 31 - 1);
}

/** Bytes from "64", "64KiB", "64k", "1.5GiB"; the units are binary. */
export function bytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmg])(?:i?b)?|b)?$/i.exec(text);
  if (match === null) return null;
  const power = match[2] === undefined ? 0 : 'kmg'.indexOf(match[2].toLowerCase()) + 1;
  return Number(match[1]) * 1024 ** power;
}

function confidence(text: string): number | null {
  const match = /^(\d*\.?\d+)\s*(%)?$/.exec(text);
  if (match === null) return null;
  const value =
    match[2] === undefined ? Number(match[1]) : Number((Number(match[1]) / 100).toPrecision(12));
  return within(value, 0.5, 0.999_999);
}

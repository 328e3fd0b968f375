import type { ParseArgsConfig } from 'node:util';
import { LeaklabError } from '../errors.ts';
import { DEFAULTS, whole } from '../options.ts';
import * as format from '../report/format.ts';

/** The options of every command that measures, for `parseArgs`. */
export const SESSION_OPTIONS = {
  threads: { type: 'string', short: 't' },
  jobs: { type: 'string', short: 'j' },
  budget: { type: 'string' },
  timeout: { type: 'string' },
  limit: { type: 'string' },
  detect: { type: 'string' },
  confidence: { type: 'string' },
  seed: { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', short: 'f' },
  json: { type: 'boolean' },
  theme: { type: 'string' },
  'no-progress': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** Their lines in a help text. */
export const MEASURING_HELP = `\
  -t, --threads <n>         measured workers a subject (default ${DEFAULTS.threads})
  -j, --jobs <n>            subjects measured at once (default: what the cores
                            allow)
      --budget <time>       longest time a subject is measured (default ${format.duration(DEFAULTS.budgetMs)})
      --timeout <time>      silence after which a subject counts as hung
                            (default ${format.duration(DEFAULTS.timeoutMs)})
      --limit <size>        limit of a worker's memories (default ${format.bytes(DEFAULTS.limitBytes)})
      --detect <bytes>      smallest leak that matters, in bytes an operation
                            (default ${DEFAULTS.detectBytesPerOperation})
      --confidence <share>  of the intervals (default ${DEFAULTS.confidence})
      --seed <n>            of the batch lengths (default ${DEFAULTS.seed})`;

export function jobsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const jobs = whole(text, 1, 64);
  if (jobs !== null) return jobs;
  throw new LeaklabError(
    'usage',
    `--jobs ${JSON.stringify(text)} can't be used: expected a number from 1 to 64.`,
  );
}

export function themeOf(text = 'light'): 'light' | 'dark' {
  if (text === 'light' || text === 'dark') return text;
  throw new LeaklabError(
    'usage',
    `--theme ${JSON.stringify(text)} can't be used: expected light or dark.`,
  );
}

import type { Header, Outcome } from '../record/schema.ts';
import * as format from './format.ts';
import { oneLine } from './one-line.ts';
import type { Result } from './result.ts';

/** What to do about a result: a command and what it is good for, or words alone. */
export interface Step {
  readonly command: string | null;
  readonly text: string;
}

export interface Circumstances {
  readonly settings: Header['settings'];
  readonly controls: Header['controls'];
  /** How the run ended; null where its recording was cut off. */
  readonly end: Outcome['end'] | null;
  /** The largest leak that could still hide; null where it is not known of every memory. */
  readonly hiddenBytesPerOperation: number | null;
}

export function nextSteps(result: Result, circumstances: Circumstances): Step[] {
  const report = reportCommand(result);
  const explain = { command: `${report} --explain`, text: 'how the verdict came about' };
  const chart = { command: `${report} --format svg`, text: 'the chart as a picture' };
  switch (result.verdict) {
    case 'leak':
      return [explain, chart, ...(result.allowed === null ? [allow(result)] : [])];
    case 'clean':
      return [explain];
    case 'inconclusive':
      return [...undecided(circumstances), explain];
    case 'failed':
      return [
        ...failed(result, circumstances),
        { command: `${report} --json`, text: 'the whole error, with its stack' },
      ];
  }
}

export const reportCommand = ({ recording }: Result): string =>
  `leaklab report ${quoted(recording)}`;

const inWords = (text: string): Step => ({ command: null, text });

function allow({ subject }: Result): Step {
  const entry = `leak:${oneLine(subject.name)}  # why`;
  return inWords(`Is it meant to grow? Put "${entry}" in a file, and name it with --allow.`);
}

function undecided(circumstances: Circumstances): Step[] {
  const { settings, controls, end, hiddenBytesPerOperation: hidden } = circumstances;
  if (controls !== null && !(controls.planted.found && controls.empty.clean)) {
    return [inWords('Was the machine busy? Run it again, with --jobs 1.')];
  }
  if (end === 'interrupted' || end === null) return [inWords('Run it again, to its end.')];
  const steps = [inWords(`Run it for longer: --budget ${time(LONGER * settings.budgetMs)}.`)];
  if (hidden !== null && hidden > settings.detectBytesPerOperation) {
    const bound = format.bound(hidden);
    steps.push(
      inWords(`Do leaks below ${bound} B/op not matter? --detect ${bound.replaceAll(',', '')}.`),
    );
  }
  return steps;
}

/** What grows in steps shows itself over doublings of the operations: two more make a difference. */
const LONGER = 4;

function failed({ error, outOfMemory }: Result, { settings }: Circumstances): Step[] {
  if (outOfMemory !== null) {
    const more = Math.min(MOST_LIMIT_BYTES, LONGER * settings.limitBytes);
    return more > settings.limitBytes
      ? [
          inWords(
            `Give it room to be measured: --limit ${format.bytes(more).replace(/[ ,]/g, '')}.`,
          ),
        ]
      : [];
  }
  if (error?.name === 'Timeout') {
    return [inWords(`Is it only slow? --timeout ${time(LONGER * settings.timeoutMs)}.`)];
  }
  return [];
}

/** More than this --limit takes no one. */
const MOST_LIMIT_BYTES = 2 ** 32;

/** As options take it. */
function time(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds}s` : `${Math.ceil(seconds / 60)}m`;
}

/** As a shell of POSIX reads it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

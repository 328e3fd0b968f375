import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { CORPUS } from './corpus.ts';
import { EvaluateError } from './evaluate-error.ts';
import type { Selection } from './plan.ts';
import { WHICH } from './plan.ts';

export const USAGE = `Measures how often leaklab is right: runs programs whose answer is known through "leaklab check",
judges the recordings by leaklab's estimator and by the rules of other tools, and writes
docs/accuracy.md and docs/accuracy.svg.

Usage: npm run evaluate -- [record] [judge] [report] [options]
       npm run evaluate -- wasm [options]     another corpus; see wasm --help
       npm run evaluate -- holders [options]  who holds a leak, and which line; see holders --help
       npm run evaluate -- watch [options]    leaklab/watch, on hours that are made up; see watch --help

Stages, all three where none is named:
  record                run each program and keep what comes of it; what is there already is not
                        run again, so that an interrupted evaluation goes on where it stopped
  judge                 judge what is recorded: by the estimator as it is now, and by other rules
  report                write the document and its picture

Options:
  -o, --output <dir>    recordings and verdicts (default: leaklab-results/evaluation)
      --docs <dir>      where the document goes (default: docs)
      --node <path>     a Node to run on; may be repeated (default: this one)
      --repeats <n>     runs of each program on each Node, each with a seed of its own (default 5)
  -j, --jobs <n>        runs at once (default: half the cores)
      --programs <set>  ${WHICH.join(', ')} (default all)
      --only <pattern>  programs whose name matches this regular expression
      --corpus <module> another corpus than test/corpus
      --quick           a sample of 20 programs and 4 planted leaks, once each, in folders of its
                        own: a minute
      --seed <n>        of the sample (default 1)
      --check           end with 1 where a target is missed
      --help            show this

A run that failed stays failed: delete its .json in the output folder, and it is run again. Build
nothing while programs are recorded: they run from dist.

Exit codes: 0 done, 1 a target was missed (--check), 2 wrong usage, 130 interrupted.`;

export const STAGES = ['record', 'judge', 'report'] as const;
export type Stage = (typeof STAGES)[number];

export interface Options {
  readonly stages: readonly Stage[];
  readonly output: string;
  readonly docs: string;
  readonly nodes: readonly string[];
  readonly repeats: number;
  readonly jobs: number;
  readonly corpus: string;
  readonly selection: Selection;
  readonly check: boolean;
}

/** Null where help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o' },
      docs: { type: 'string' },
      node: { type: 'string', multiple: true },
      repeats: { type: 'string' },
      jobs: { type: 'string', short: 'j' },
      programs: { type: 'string' },
      only: { type: 'string' },
      corpus: { type: 'string' },
      quick: { type: 'boolean' },
      seed: { type: 'string' },
      check: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const quick = values.quick === true;
  const folder = join(packageRoot(), 'leaklab-results', quick ? 'evaluation-quick' : 'evaluation');
  const output = resolve(values.output ?? folder);
  return {
    stages: positionals.length === 0 ? STAGES : positionals.map(stageOf),
    output,
    // A sample is no evaluation: it doesn't replace the document.
    docs: resolve(values.docs ?? (quick ? output : join(packageRoot(), 'docs'))),
    nodes: values.node?.map((path) => resolve(path)) ?? [process.execPath],
    repeats: numberOf('repeats', values.repeats, quick ? 1 : 5),
    jobs: numberOf('jobs', values.jobs, Math.max(1, availableParallelism() >> 1)),
    corpus: values.corpus ?? CORPUS,
    selection: {
      which: whichOf(values.programs),
      only: patternOf(values.only),
      sample: quick ? { corpus: 20, coverage: 4, seed: numberOf('seed', values.seed, 1) } : null,
    },
    check: values.check === true,
  };
}

function stageOf(name: string): Stage {
  const stage = STAGES.find((known) => known === name);
  if (stage !== undefined) return stage;
  throw new EvaluateError(`There is no stage ${name}: expected ${STAGES.join(', ')}; see --help.`);
}

function whichOf(name = 'all'): Selection['which'] {
  const which = WHICH.find((known) => known === name);
  if (which !== undefined) return which;
  throw new EvaluateError(`--programs ${name} can't be used: expected ${WHICH.join(', ')}.`);
}

function patternOf(text: string | undefined): RegExp | null {
  if (text === undefined) return null;
  try {
    return new RegExp(text);
  } catch {
    throw new EvaluateError(`--only ${text} can't be used: expected a regular expression.`);
  }
}

function numberOf(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new EvaluateError(`--${name} ${text} can't be used: expected a whole number from 1 up.`);
}

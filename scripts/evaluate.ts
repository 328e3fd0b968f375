import { loadCorpus } from './evaluate/corpus.ts';
import { coverageSet } from './evaluate/coverage-set.ts';
import { EvaluateError } from './evaluate/evaluate-error.ts';
import { judgeAll } from './evaluate/judge.ts';
import type { Options } from './evaluate/options.ts';
import { readOptions, USAGE } from './evaluate/options.ts';
import { select } from './evaluate/plan.ts';
import { record } from './evaluate/record.ts';
import { report } from './evaluate/report.ts';
import { evaluateHolders } from './evaluate-holders/main.ts';
import { evaluateWasm } from './evaluate-wasm/main.ts';
import { evaluateWatch } from './evaluate-watch/main.ts';

const EXIT = { done: 0, missed: 1, usage: 2, interrupted: 130 } as const;

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'wasm') process.exitCode = await evaluateWasm(rest);
  else if (first === 'holders') process.exitCode = await evaluateHolders(rest);
  else if (first === 'watch') process.exitCode = evaluateWatch(rest);
  else {
    const options = readOptions(process.argv.slice(2));
    if (options === null) console.log(USAGE);
    else process.exitCode = await evaluate(options);
  }
} catch (error) {
  if (!(error instanceof EvaluateError) && !isUsageError(error)) throw error;
  console.error(`evaluate: ${error.message}`);
  process.exitCode = EXIT.usage;
}

async function evaluate(options: Options): Promise<number> {
  const { stages, selection } = options;
  const programs = select([...(await loadCorpus(options.corpus)), ...coverageSet], selection);
  if (programs.length === 0) throw new EvaluateError('no program matches --programs and --only');
  if (stages.includes('record')) {
    const interruption = new AbortController();
    process.once('SIGINT', () => interruption.abort());
    process.once('SIGTERM', () => interruption.abort());
    await record(programs, options, interruption.signal);
    if (interruption.signal.aborted) {
      console.error('evaluate: interrupted; start it again, and it goes on from here');
      return EXIT.interrupted;
    }
  }
  if (stages.includes('judge')) judgeAll(programs, options.output);
  const met = !stages.includes('report') || report(programs, options);
  return options.check && !met ? EXIT.missed : EXIT.done;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE');
}
